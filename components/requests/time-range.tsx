"use client";

import { useRef } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { RequestFilter } from "#components/requests/request-filter.ts";
import { Select } from "#components/ui/input.tsx";
import { RangeForm, type RangeText, useChoosingRange } from "#components/ui/range-form.tsx";

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
  const select = useRef<HTMLSelectElement>(null);
  const [choosing, setChoosing] = useChoosingRange(`${range} ${from} ${to}`);
  const custom = choosing || (range === null && (from !== null || to !== null));
  function choose(value: string) {
    setChoosing(value === "custom");
    if (value !== "custom")
      onChange({ range: (value || null) as RequestFilter["range"], from: null, to: null });
  }
  function apply(times: Times) {
    setChoosing(false);
    // Without times, the form disappears.
    if (!times.from && !times.to) select.current?.focus();
    onChange({ range: null, ...times });
  }
  return (
    <>
      <Select
        ref={select}
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
      {custom ? <CustomRange from={from} to={to} onApply={apply} /> : null}
    </>
  );
}

type Times = { from: Date | null; to: Date | null };

/** In local time, as the log. Below the other filters, over their whole width. */
function CustomRange({ from, to, onApply }: Times & { onApply: (times: Times) => void }) {
  const hydrated = useHydrated();
  // The server has another time zone.
  const range = hydrated ? { start: toField(from), end: toField(to) } : { start: "", end: "" };
  return (
    <RangeForm
      type="datetime-local"
      range={range}
      hint="Your local time. Without an end: until now."
      mistakeIn={mistakeIn}
      onApply={(text) => onApply(readText(text))}
      className="order-last col-span-full rounded-lg border bg-surface p-3"
    />
  );
}

const readText = ({ start, end }: RangeText): Times => ({
  from: start ? new Date(start) : null,
  to: end ? new Date(end) : null,
});

function mistakeIn(text: RangeText): string | null {
  const { from, to } = readText(text);
  return from && to && from > to ? "The end must not be before the start." : null;
}

/** A time as `datetime-local` has it: local, to the minute. */
function toField(date: Date | null): string {
  if (!date) return "";
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
