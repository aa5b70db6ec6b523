"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;

export function MenuPanel({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
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
        "flex cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm outline-none data-[highlighted]:bg-sunken [&_svg]:size-4 [&_svg]:text-muted",
        danger && "text-danger data-[highlighted]:bg-danger-wash [&_svg]:text-danger",
        className,
      )}
      {...rest}
    />
  );
}
