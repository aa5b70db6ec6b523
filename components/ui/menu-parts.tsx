"use client";

import { Check } from "lucide-react";
import { Menu as Radix } from "radix-ui/internal";
import { type ComponentProps, type ReactNode, type RefObject, useRef } from "react";
import { classNames } from "#components/ui/class-names.ts";

const itemLook =
  "flex cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm outline-none [&_svg]:size-4";
// Apart, because of two classes for one property, either may win.
const plainLook = "data-[highlighted]:bg-sunken [&_svg]:text-muted";
const dangerLook = "text-danger data-[highlighted]:bg-danger-wash";

export const MenuChoices = Radix.RadioGroup;

type MenuPanelProps = {
  trigger: RefObject<HTMLButtonElement | null>;
  open: boolean;
  /** With the keyboard, the first item gets the focus. */
  byKeyboard: boolean;
  onClose: () => void;
  align?: "start" | "end";
  className?: string | undefined;
  children: ReactNode;
};

/** What opens below the trigger. */
export function MenuPanel({ trigger, open, byKeyboard, onClose, className, ...rest }: MenuPanelProps) {
  const clickedElsewhere = useRef(false);
  const panel = useRef<HTMLDivElement>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()} modal={false}>
      <Radix.Anchor virtualRef={trigger as RefObject<HTMLButtonElement>} />
      {/* In the page's main part, because assistive technology skips what is in no landmark. */}
      <Radix.Portal container={document.getElementById("main")}>
        <Radix.Content
          ref={panel}
          aria-labelledby={trigger.current?.id}
          align="end"
          sideOffset={4}
          className={classNames(
            "z-40 min-w-44 animate-rise rounded-xl border bg-surface p-1.5 shadow-float",
            className,
          )}
          // Radix only notices keys that are pressed while it is loaded.
          {...{ onOpenAutoFocus: (event: Event) => byKeyboard && focusFirst(panel.current, event) }}
          onInteractOutside={(event) => {
            // It opens and closes the menu itself: also opens it again while the menu is still disappearing.
            if (trigger.current?.contains(event.target as Node)) event.preventDefault();
            else clickedElsewhere.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!clickedElsewhere.current) trigger.current?.focus();
            clickedElsewhere.current = false;
          }}
          {...rest}
        />
      </Radix.Portal>
    </Radix.Root>
  );
}

function focusFirst(panel: HTMLElement | null, event: Event) {
  const item = panel?.querySelector<HTMLElement>("[role^=menuitem]:not([data-disabled])");
  if (!item) return;
  event.preventDefault();
  item.focus();
}

export function MenuItem({
  danger,
  className,
  ...rest
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item className={classNames(itemLook, danger ? dangerLook : plainLook, className)} {...rest} />
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
    <Radix.RadioItem className={classNames(itemLook, plainLook, className)} {...rest}>
      {children}
      <Radix.ItemIndicator className="ml-auto">
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}
