import type { ReactNode } from "react";
import { operatorSections } from "#components/shell/operator-sections.ts";
import { TextLink } from "#components/ui/text-link.tsx";

/** A link to another page of the desk: its text alone if the desk doesn't have that section. */
export function DeskLink({ href, children }: { href: string; children: ReactNode }) {
  if (!hasPage(href)) return children;
  return (
    <TextLink href={href} prefetch={false} className="wrap-anywhere">
      {children}
    </TextLink>
  );
}

/** Whether the desk has the section of this page. */
export function hasPage(href: string): boolean {
  const path = href.replace(/\?.*/, "");
  const [overview, ...others] = operatorSections;
  return path === overview?.href || others.some((section) => `${path}/`.startsWith(`${section.href}/`));
}
