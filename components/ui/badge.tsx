import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

const badgeLook = cva(
  "inline-flex items-center gap-1.5 whitespace-nowrap rounded-md border px-1.5 py-0.5 font-medium text-xs leading-4",
  {
    variants: {
      tone: {
        plain: "border-line bg-sunken text-muted",
        outline: "border-line-strong text-foreground",
        brass: "border-brass/40 bg-brass-wash text-brass-deep",
        good: "border-good/20 bg-good-wash text-good",
        danger: "border-danger/20 bg-danger-wash text-danger",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

export function Badge({ tone, className, ...rest }: ComponentProps<"span"> & VariantProps<typeof badgeLook>) {
  return <span className={classNames(badgeLook({ tone }), className)} {...rest} />;
}
