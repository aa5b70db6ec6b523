import type { ReactNode } from "react";
import { TextLink } from "#components/ui/text-link.tsx";

/** A link to another page of the desk. Names of others can be long. */
export const DeskLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <TextLink href={href} prefetch={false} className="wrap-anywhere">
    {children}
  </TextLink>
);
