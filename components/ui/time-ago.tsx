"use client";

import { lazily } from "#components/ui/lazily.ts";
import { tickMs, useNow } from "#components/ui/now.tsx";

/** [unit, its seconds, smallest count it is used for]: "in 30 days" is clearer than "next month". */
const steps = [
  ["year", 31_536_000, 2],
  ["month", 2_592_000, 2],
  ["day", 86_400, 1],
  ["hour", 3600, 1],
  ["minute", 60, 1],
] as const;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "long" });
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const exact = lazily(
  () => new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }),
);

/** "3 minutes ago", with the exact local time on hover. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow();
  const date = new Date(at);
  return (
    <time
      dateTime={at}
      // Only now, because the server doesn't know the browser's time zone.
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = exact().format(date);
      }}
      className="whitespace-nowrap"
    >
      {now === null ? day.format(date) : distance(date.getTime() - now)}
    </time>
  );
}

function distance(differenceMs: number): string {
  const seconds = Math.round(differenceMs / 1000);
  for (const [unit, size, from] of steps) {
    if (Math.abs(seconds) >= from * size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return differenceMs > tickMs ? "in a moment" : "just now";
}
