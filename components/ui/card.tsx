import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={classNames("rounded-2xl border bg-surface", className)} {...rest} />;
}
