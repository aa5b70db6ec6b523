"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

const pages = [
  { href: "/settings/api-keys", name: "API keys" },
  { href: "/settings/usage", name: "Usage" },
];

export function SettingsNav() {
  const path = usePathname();
  return (
    <nav aria-label="Settings" className="mx-auto flex w-full max-w-6xl gap-1 px-1 sm:px-5">
      {pages.map(({ href, name }) => (
        <Link
          key={href}
          href={href}
          aria-current={path.startsWith(href) ? "page" : undefined}
          className="-mb-px rounded-t-md border-transparent border-b-2 px-3 pt-1 pb-2.5 text-muted text-sm transition-colors hover:text-foreground focus-visible:-outline-offset-2 aria-[current]:border-brass aria-[current]:font-medium aria-[current]:text-foreground"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
