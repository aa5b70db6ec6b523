import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

const noticeLook = cva("rounded-lg border px-4 py-3 text-sm", {
  variants: {
    tone: {
      plain: "border-line bg-sunken text-foreground",
      good: "border-good/25 bg-good-wash text-good",
      brass: "border-brass/40 bg-brass-wash text-foreground",
      danger: "border-danger/25 bg-danger-wash text-danger",
    },
  },
  defaultVariants: { tone: "plain" },
});

export function Notice({
  tone,
  className,
  ...rest
}: ComponentProps<"div"> & VariantProps<typeof noticeLook>) {
  return <div className={classNames(noticeLook({ tone }), className)} {...rest} />;
}
