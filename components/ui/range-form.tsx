"use client";

import { type FormEvent, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** The texts of the two fields, such as "2026-11-28T09:30". Empty if there is no such end. */
export interface RangeText {
  start: string;
  end: string;
}

type RangeFormProps = {
  type: "date" | "datetime-local";
  /** The range in force. */
  range: RangeText;
  /** After the labels, such as "UTC". */
  zone?: string;
  hint?: string;
  /** What is wrong, or null. */
  mistakeIn: (range: RangeText) => string | null;
  onApply: (range: RangeText) => void;
  className?: string;
};

/** Chooses the start and the end of a time range. It is in force once it is applied, because a half-typed date can be valid, too. */
export function RangeForm({ type, range, zone, hint, mistakeIn, onApply, className }: RangeFormProps) {
  const [{ start, end }, setText] = useState(range);
  const [mistake, setMistake] = useState<string | null>(null);
  // Follows a change from elsewhere. Not with another key, because the button would lose the focus.
  useEffect(() => {
    setText({ start: range.start, end: range.end });
    setMistake(null);
  }, [range.start, range.end]);
  function edit(change: Partial<RangeText>) {
    setText({ start, end, ...change });
    setMistake(null);
  }
  function apply(event: FormEvent) {
    event.preventDefault();
    const found = mistakeIn({ start, end });
    setMistake(found);
    if (found === null) onApply({ start, end });
  }
  const input = { type, fit: "toolbar", className: "w-full sm:w-auto" } as const;
  return (
    <form
      method="get"
      noValidate
      onSubmit={apply}
      className={classNames(
        "grid items-start gap-3 text-sm sm:flex sm:flex-wrap",
        // A phone has room for two dates beside each other, but not with their times.
        type === "date" && "grid-cols-2",
        className,
      )}
    >
      <Field label={zone ? `From (${zone})` : "From"}>
        {(aria) => (
          <Input
            {...aria}
            {...input}
            value={start}
            onChange={({ target }) => edit({ start: target.value })}
          />
        )}
      </Field>
      <Field label={zone ? `To (${zone})` : "To"} error={mistake ?? undefined} hint={hint}>
        {(aria) => (
          <Input {...aria} {...input} value={end} onChange={({ target }) => edit({ end: target.value })} />
        )}
      </Field>
      <Button type="submit" tone="plain" size="small" className="col-span-full h-9 sm:mt-[1.625rem]">
        Apply
      </Button>
    </form>
  );
}

/**
 * Whether somebody is choosing a custom range. Only while the range in force is the same as when they began, so that it ends
 * with another one, also if that comes from elsewhere, such as the browser's Back.
 */
export function useChoosingRange(inForce: string) {
  const [begunAt, setBegunAt] = useState<string | null>(null);
  return [begunAt === inForce, (on: boolean) => setBegunAt(on ? inForce : null)] as const;
}
