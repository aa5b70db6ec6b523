"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { mistakeIn } from "#components/usage/usage-filter.ts";

type CustomRangeProps = { from: Date; to: Date; onApply: (range: { from: Date; to: Date }) => void };

/** In UTC, as the charts. */
export function CustomRange({ from, to, onApply }: CustomRangeProps) {
  const [start, setStart] = useState(toField(from));
  const [end, setEnd] = useState(toField(to));
  const [mistake, setMistake] = useState<string>();
  function apply(event: FormEvent) {
    event.preventDefault();
    const range = { from: new Date(`${start}Z`), to: new Date(`${end}Z`) };
    const missing = Number.isNaN(range.from.getTime()) || Number.isNaN(range.to.getTime());
    const found = missing ? "Enter a start and an end." : mistakeIn(range.from, range.to);
    setMistake(found ?? undefined);
    if (found === null) onApply(range);
  }
  return (
    <form
      method="get"
      noValidate
      onSubmit={apply}
      className="flex w-full flex-wrap items-start gap-3 rounded-xl border bg-surface p-4"
    >
      <Field label="From (UTC)">
        {(aria) => (
          <Input
            {...aria}
            type="datetime-local"
            fit="toolbar"
            value={start}
            onChange={(event) => setStart(event.target.value)}
          />
        )}
      </Field>
      <Field label="To (UTC)" error={mistake}>
        {(aria) => (
          <Input
            {...aria}
            type="datetime-local"
            fit="toolbar"
            value={end}
            onChange={(event) => setEnd(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" size="small" className="h-9 sm:mt-7">
        Apply
      </Button>
    </form>
  );
}

/** As `datetime-local` has it, to the minute. */
const toField = (date: Date) => date.toISOString().slice(0, 16);
