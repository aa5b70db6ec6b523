"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

const itemLook =
  "flex cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm outline-none data-[highlighted]:bg-sunken [&_svg]:size-4 [&_svg]:text-muted";

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;
export const MenuChoices = Radix.RadioGroup;

export function MenuPanel({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    // In the page's main part, because assistive technology skips what is in no landmark.
    <Radix.Portal container={typeof document === "undefined" ? null : document.getElementById("main")}>
      <Radix.Content
        align="end"
        sideOffset={4}
        className={classNames(
          "z-40 min-w-44 animate-rise rounded-xl border bg-surface p-1.5 shadow-float",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}

export function MenuItem({
  danger,
  className,
  ...rest
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      className={classNames(
        itemLook,
        danger && "text-danger data-[highlighted]:bg-danger-wash [&_svg]:text-danger",
        className,
      )}
      {...rest}
    />
  );
}

export function MenuLabel({ className, ...rest }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={classNames("px-2.5 py-1.5 text-muted text-xs", className)} {...rest} />;
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1.5 h-px bg-line" />;
}

/** One of several values, of which one is chosen. */
export function MenuChoice({ className, children, ...rest }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={classNames(itemLook, className)} {...rest}>
      {children}
      <Radix.ItemIndicator className="ml-auto">
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}
