"use client";

import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

type SegmentedProps<Value extends string> = {
  label: string;
  /** In a form, the name of the field. */
  name?: string;
  options: ReadonlyArray<{ value: Value; label: ReactNode }>;
  value: Value;
  onChange: (value: Value) => void;
  size?: "small" | "medium";
};

/** A choice among a few values that are all visible. */
export function Segmented<Value extends string>({
  label,
  name,
  options,
  value,
  onChange,
  size = "medium",
}: SegmentedProps<Value>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      name={name}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className="inline-flex shrink-0 rounded-lg border border-line-strong bg-sunken p-0.5"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={classNames(
            "rounded-md px-3 font-medium text-muted transition-colors hover:text-foreground data-[state=checked]:bg-surface data-[state=checked]:text-foreground data-[state=checked]:shadow-card",
            size === "small" ? "h-7 text-compact" : "h-8 text-sm",
          )}
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
