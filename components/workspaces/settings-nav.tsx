"use client";

import { Building2, CreditCard, History, KeyRound, ShieldCheck, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";

const pages = [
  { href: "/settings/workspace", name: "General", Icon: Building2 },
  { href: "/settings/workspace/key-format", name: "Key format", Icon: KeyRound },
  { href: "/settings/workspace/scopes", name: "Scopes", Icon: ShieldCheck },
  { href: "/settings/workspace/members", name: "Members", Icon: Users },
  { href: "/settings/workspace/audit-log", name: "Audit log", Icon: History },
  { href: "/settings/workspace/plan", name: "Plan", Icon: CreditCard },
] as const;

/** A column beside the page on wide screens, and a row above it on others. */
export function SettingsNav() {
  const path = usePathname();
  const [environment] = useEnvironment();
  const current = useRef<HTMLAnchorElement>(null);
  // On the phone, the current page can be outside of the part of the row that is visible.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path has another current link
  useEffect(() => {
    // Not its result, which is a promise in newer browsers: React takes what an effect returns for its cleanup.
    void current.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return (
    <nav
      aria-label="Workspace settings"
      className="latchkey-scroll-hint -mx-4 flex gap-1 [--beneath:var(--background)] overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:-mx-8 sm:px-8 lg:sticky lg:top-8 lg:mx-0 lg:flex-col lg:overflow-visible lg:p-0"
    >
      {pages.map(({ href, name, Icon }) => (
        <Link
          key={href}
          ref={path === href ? current : undefined}
          href={inEnvironment(href, environment)}
          prefetch={false}
          aria-current={path === href ? "page" : undefined}
          className="inline-flex h-9 shrink-0 items-center gap-2.5 rounded-lg px-3 text-muted text-sm transition-colors hover:bg-sunken hover:text-foreground aria-[current]:bg-brass-wash aria-[current]:font-medium aria-[current]:text-foreground [&_svg]:size-4 aria-[current]:[&_svg]:text-brass-deep"
        >
          <Icon aria-hidden className="hidden shrink-0 lg:block" />
          {name}
        </Link>
      ))}
    </nav>
  );
}
