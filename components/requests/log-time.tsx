"use client";

import { useHydrated } from "#components/forms/use-hydrated.ts";
import { lazily } from "#components/ui/lazily.ts";

const options = {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const;
const utc = new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
const local = lazily(() => new Intl.DateTimeFormat("en", options));
const localFull = lazily(() => new Intl.DateTimeFormat("en", { ...options, year: "numeric" }));

/** When a request came: the exact local time, with UTC on hover. The server's HTML has UTC, in the same width. */
export function LogTime({ at }: { at: string }) {
  const hydrated = useHydrated();
  const date = new Date(at);
  return (
    <time dateTime={at} title={`${at.replace("T", " ").replace("Z", "")} UTC`} className="whitespace-nowrap">
      {(hydrated ? local() : utc).format(date)}
    </time>
  );
}

/** The local time and the one in UTC, to the millisecond. */
export function FullTime({ at }: { at: string }) {
  const hydrated = useHydrated();
  return (
    <time dateTime={at} className="tabular-nums">
      {hydrated ? <span className="block">{localFull().format(new Date(at))}</span> : null}
      <span className="block whitespace-nowrap text-muted text-xs">
        {at.replace("T", " ").replace("Z", "")} UTC
      </span>
    </time>
  );
}
