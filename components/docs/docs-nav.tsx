"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { classNames } from "#components/ui/class-names.ts";

export interface NavSection {
  title: string;
  pages: { name: string; title: string }[];
}

/** The list of all pages. A client component, because the frame around the pages doesn't know which one is shown. */
export function DocsNav({ sections, label }: { sections: NavSection[]; label: string }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className="grid gap-6 text-sm">
      {sections.map(({ title, pages }) => (
        <div key={title}>
          <p className="mb-1 font-medium">{title}</p>
          <ul className="border-l">
            {pages.map((page) => (
              <li key={page.name}>
                <NavLink {...page} path={path} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function NavLink({ name, title, path }: { name: string; title: string; path: string }) {
  const href = `/docs/${name}`;
  const isCurrent = path === href;
  return (
    <Link
      href={href}
      // The server renders every page for each request, so looking at the list must not request all of them.
      prefetch={false}
      aria-current={isCurrent ? "page" : undefined}
      className={classNames(
        "-ml-px block border-l-2 py-1 pl-3",
        isCurrent || path.startsWith(`${href}/`)
          ? "border-brass font-medium text-foreground"
          : "border-transparent text-muted hover:text-foreground",
      )}
    >
      {title}
    </Link>
  );
}
