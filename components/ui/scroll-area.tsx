import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

/** A part that scrolls, also by keyboard. */
export function ScrollArea({ className, ...rest }: ComponentProps<"section"> & { "aria-label": string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
      className={classNames("overflow-auto rounded-sm", className)}
      {...rest}
    />
  );
}
