"use client";

import { RangeForm, type RangeText } from "#components/ui/range-form.tsx";
import { mistakeIn } from "#components/usage/usage-filter.ts";

interface Range {
  from: Date;
  to: Date;
}

/** In UTC, as the charts. */
export function CustomRange({ from, to, onApply }: Range & { onApply: (range: Range) => void }) {
  return (
    <RangeForm
      type="datetime-local"
      zone="UTC"
      range={{ start: toField(from), end: toField(to) }}
      mistakeIn={mistakeInText}
      onApply={(text) => onApply(readText(text))}
      className="w-full rounded-xl border bg-surface p-4"
    />
  );
}

const readText = ({ start, end }: RangeText): Range => ({
  from: new Date(`${start}Z`),
  to: new Date(`${end}Z`),
});

function mistakeInText(text: RangeText): string | null {
  const { from, to } = readText(text);
  const missing = Number.isNaN(from.getTime()) || Number.isNaN(to.getTime());
  return missing ? "Enter a start and an end." : mistakeIn(from, to);
}

/** As `datetime-local` has it, to the minute. */
const toField = (date: Date) => date.toISOString().slice(0, 16);
