"use client";

import { type FormEvent, useId, useState } from "react";
import type { RequestFilter } from "#components/requests/request-filter.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";

const names = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};

type TimeRangeProps = {
  filter: Pick<RequestFilter, "range" | "from" | "to">;
  onChange: (change: Partial<RequestFilter>) => void;
};

export function TimeRange({ filter, onChange }: TimeRangeProps) {
  const { range, from, to } = filter;
  const [choosing, setChoosing] = useState(false);
  const custom = choosing || (range === null && (from !== null || to !== null));
  function choose(value: string) {
    setChoosing(value === "custom");
    if (value === "custom") onChange({ range: null });
    else onChange({ range: (value || null) as RequestFilter["range"], from: null, to: null });
  }
  return (
    <>
      <Select
        aria-label="Time range"
        fit="toolbar"
        className={`w-full ${range || custom ? "border-brass!" : ""}`}
        value={custom ? "custom" : (range ?? "")}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">Any time</option>
        {Object.entries(names).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
        <option value="custom">Custom range…</option>
      </Select>
      {custom ? (
        <CustomRange
          key={`${from?.getTime()} ${to?.getTime()}`}
          from={from}
          to={to}
          onApply={(times) => {
            setChoosing(false);
            onChange({ range: null, ...times });
          }}
        />
      ) : null}
    </>
  );
}

type Times = { from: Date | null; to: Date | null };

/** Below the other filters, over their whole width. */
function CustomRange({ from, to, onApply }: Times & { onApply: (times: Times) => void }) {
  const [start, setStart] = useState(toField(from));
  const [end, setEnd] = useState(toField(to));
  const [wrong, setWrong] = useState(false);
  const noteId = useId();
  function apply(event: FormEvent) {
    event.preventDefault();
    const times = { from: start ? new Date(start) : null, to: end ? new Date(end) : null };
    const backwards = times.from !== null && times.to !== null && times.from > times.to;
    setWrong(backwards);
    if (!backwards) onApply(times);
  }
  return (
    <form
      method="get"
      noValidate
      onSubmit={apply}
      className="order-last col-span-full flex flex-wrap items-end gap-x-3 gap-y-2 rounded-lg border bg-surface p-3 text-sm"
    >
      <Field label="From">
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
      <Field label="To">
        {(aria) => (
          <Input
            {...aria}
            type="datetime-local"
            fit="toolbar"
            value={end}
            aria-invalid={wrong || undefined}
            aria-describedby={wrong ? noteId : undefined}
            onChange={(event) => setEnd(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" size="small" className="h-9">
        Apply
      </Button>
      <p className="pb-2 text-muted">Your local time. Without an end: until now.</p>
      {wrong ? (
        <p id={noteId} role="alert" className="w-full text-danger">
          The end must not be before the start.
        </p>
      ) : null}
    </form>
  );
}

/** A time as `datetime-local` has it: local, to the minute. */
function toField(date: Date | null): string {
  if (!date) return "";
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
