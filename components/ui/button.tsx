import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

/** The classes of a button, for links that look like one. */
export const buttonLook = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-lg font-medium transition-colors aria-disabled:cursor-not-allowed aria-disabled:opacity-60 disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        primary: "bg-primary text-on-primary hover:bg-primary-hover",
        plain: "border border-line-strong bg-surface text-foreground hover:bg-sunken",
        ghost: "text-foreground hover:bg-sunken",
        quiet: "text-muted hover:bg-sunken hover:text-foreground",
        danger: "bg-danger text-surface hover:bg-danger-hover",
        // For dark green panels, which look the same in light and dark mode.
        desk: "text-on-desk-muted hover:bg-desk-line hover:text-on-desk",
        brass: "bg-brass text-[oklch(0.225_0.035_90)] hover:bg-brass/85",
      },
      size: {
        // With another line height, the text would be a pixel higher than the icon.
        small: "h-8 px-3 text-compact leading-4.75",
        medium: "h-10 px-4 text-sm",
        large: "h-12 px-6 text-[0.9375rem]",
        icon: "size-9",
        smallIcon: "size-8",
      },
    },
    defaultVariants: { tone: "primary", size: "medium" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonLook> & { pending?: boolean };

/** While it is pending, it does nothing but keeps the focus, which a disabled button would lose. */
export function Button({ className, tone, size, pending, type = "button", onClick, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      aria-disabled={pending || undefined}
      className={buttonLook({ tone, size, className })}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      {...rest}
    />
  );
}
