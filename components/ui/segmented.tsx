"use client";

import { type ReactNode, useId } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
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
  const own = useId();
  const hydrated = useHydrated();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="inline-flex shrink-0 rounded-lg border border-line-strong bg-sunken p-0.5"
    >
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(
            "relative inline-flex items-center rounded-md px-3 font-medium text-muted transition-colors hover:text-foreground has-checked:bg-surface has-checked:text-foreground has-checked:shadow-card",
            size === "small" ? "h-7 text-compact leading-4.75" : "h-8 text-sm",
          )}
        >
          <input
            type="radio"
            name={name ?? own}
            // Without a name, it isn't a field of the form around it.
            form={name === undefined ? "" : undefined}
            value={option.value}
            checked={option.value === value}
            disabled={!hydrated}
            // A dialog that opens moves the focus to its first tab stop, which is the chosen one.
            tabIndex={option.value === value ? 0 : -1}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer appearance-none rounded-md"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
