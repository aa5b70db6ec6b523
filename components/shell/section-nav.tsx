"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";

type SectionNavProps = { label: string; sections: readonly { href: string; name: string }[] };

/** The navigation below a header: a line of links that scrolls on a phone. */
export function SectionNav({ label, sections }: SectionNavProps) {
  const path = usePathname();
  const [environment] = useEnvironment();
  const nav = useRef<HTMLElement>(null);
  // On narrow screens, the last sections are out of sight otherwise.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current section follows the path
  useEffect(() => {
    // Measuring takes time before the page can be used.
    if (window.matchMedia("(min-width: 1024px)").matches) return;
    const current = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (current) nav.current?.scrollTo({ left: current.offsetLeft - nav.current.clientWidth / 3 });
  }, [path]);
  return (
    <nav
      ref={nav}
      // Browsers leave a link that is cut at the edge where it is.
      onFocus={({ target }) => void target.scrollIntoView({ block: "nearest", inline: "nearest" })}
      aria-label={label}
      className="latchkey-scroll-hint mx-auto flex w-full max-w-6xl overflow-x-auto px-2.5 [scrollbar-width:none] max-sm:justify-between sm:gap-1 sm:px-5"
    >
      {sections.map(({ href, name }) => (
        <Link
          key={href}
          href={inEnvironment(href, environment)}
          // Without a loading state, Next would load nothing of the page itself.
          prefetch={false}
          aria-current={href === sectionOf(path, sections) ? "page" : undefined}
          className="shrink-0 rounded-t-md border-transparent border-b-2 px-1.5 pt-1 pb-2.5 text-muted text-sm transition-colors hover:text-foreground sm:px-3 focus-visible:-outline-offset-2 aria-[current]:border-brass aria-[current]:font-medium aria-[current]:text-foreground"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** The section that a page belongs to. One section's address can be the start of the others'. */
function sectionOf(path: string, sections: SectionNavProps["sections"]): string | undefined {
  const within = sections.filter(({ href }) => path === href || path.startsWith(`${href}/`));
  return within.sort((a, b) => b.href.length - a.href.length)[0]?.href;
}
