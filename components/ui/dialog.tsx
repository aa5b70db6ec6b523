"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ComponentProps, type ReactNode, useRef } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { openerOf, returnFocus } from "#components/ui/return-focus.ts";

export const Dialog = Radix.Root;
export const DialogClose = Radix.Close;

const shade = "fixed inset-0 z-40 animate-fade bg-[oklch(0.13_0.02_170/0.55)]";
// On phones the dialog is a sheet at the bottom of the screen, in reach of the thumb.
const panel =
  "fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] animate-rise flex-col rounded-t-2xl border bg-surface shadow-float outline-none sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[34rem] sm:max-h-[88dvh] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl";

type DialogPanelProps = ComponentProps<typeof Radix.Content> & {
  heading: string;
  /** Only for screen readers, where the content speaks for itself. */
  headingHidden?: boolean;
  description?: ReactNode;
  closable?: boolean;
};

export function DialogPanel({
  heading,
  headingHidden = false,
  description,
  closable = true,
  className,
  children,
  ...rest
}: DialogPanelProps) {
  const opener = useRef<HTMLElement | null>(null);
  return (
    <Radix.Portal>
      <Radix.Overlay className={shade} />
      <Radix.Content
        className={classNames(panel, className)}
        onOpenAutoFocus={() => {
          opener.current = openerOf(document.activeElement);
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          returnFocus(opener.current);
        }}
        {...(description ? {} : { "aria-describedby": undefined })}
        {...rest}
      >
        <div className={headingHidden ? "sr-only" : "px-6 pt-6 pr-14 pb-4"}>
          <Radix.Title className="text-balance break-words font-display text-2xl leading-tight tracking-[-0.01em]">
            {heading}
          </Radix.Title>
          {description ? (
            <Radix.Description className="mt-1.5 text-balance text-muted text-sm">
              {description}
            </Radix.Description>
          ) : null}
        </div>
        {children}
        {/* Last in the tab order, so that the focus starts in the dialog's content. */}
        {closable ? (
          <Radix.Close
            aria-label="Close"
            className="absolute top-4 right-4 grid size-9 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-foreground"
          >
            <X className="size-4" aria-hidden />
          </Radix.Close>
        ) : null}
      </Radix.Content>
    </Radix.Portal>
  );
}

/** The part that scrolls when the dialog is taller than the screen. Then a line separates it from the heading. */
export function DialogBody({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      onScroll={({ currentTarget }) =>
        currentTarget.toggleAttribute("data-scrolled", currentTarget.scrollTop > 0)
      }
      className={classNames(
        "min-h-0 flex-1 overflow-y-auto border-transparent border-t px-6 pt-1 pb-6 data-scrolled:border-line",
        className,
      )}
      {...rest}
    />
  );
}

export function DialogFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      className={classNames(
        "flex flex-col-reverse gap-2 border-t bg-surface px-6 py-4 sm:flex-row sm:justify-end sm:rounded-b-2xl",
        className,
      )}
      {...rest}
    />
  );
}
