import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

export const inputLook =
  "h-10 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-base text-foreground transition-[border-color,box-shadow] hover:border-muted/60 focus-visible:border-brass focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-brass/30 disabled:opacity-60 aria-invalid:border-danger aria-invalid:ring-danger/20 sm:text-sm";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={classNames(inputLook, className)} {...rest} />;
}

/** A native select, styled as the inputs: the platform's own menu is the most usable one on phones. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={classNames(inputLook, "cursor-pointer pr-8", className)} {...rest} />;
}
