import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

const inputLook = cva(
  "min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-base text-foreground transition-[border-color,box-shadow] hover:border-muted/60 focus-visible:border-brass focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-brass/30 disabled:opacity-60 aria-invalid:border-danger aria-invalid:ring-danger/20 sm:text-sm",
  {
    variants: { fit: { field: "h-10 w-full", toolbar: "h-9 w-auto", lines: "w-full py-2 leading-6" } },
    defaultVariants: { fit: "field" },
  },
);

type Fit = VariantProps<typeof inputLook>;

export function Input({ className, fit, ...rest }: ComponentProps<"input"> & Fit) {
  return <input className={inputLook({ fit, className })} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={inputLook({ fit: "lines", className })} {...rest} />;
}

/**
 * A native select that looks like the inputs. Browsers that can style its menu do (globals.css); others show the platform's,
 * which works best on phones.
 */
export function Select({ className, fit, ...rest }: ComponentProps<"select"> & Fit) {
  return (
    <select
      className={inputLook({ fit, className: ["latchkey-select cursor-pointer pr-9", className] })}
      {...rest}
    />
  );
}
