import Link from "next/link";
import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

export const textLinkLook =
  "rounded-sm font-medium text-foreground underline decoration-brass decoration-2 underline-offset-4 hover:decoration-foreground";

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={classNames(textLinkLook, className)} {...rest} />;
}
