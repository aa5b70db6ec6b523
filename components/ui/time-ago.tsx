"use client";

import { useSyncExternalStore } from "react";

/** [unit, its seconds, smallest count it is used for]: "in 30 days" is clearer than "next month". */
const steps = [
  ["year", 31_536_000, 2],
  ["month", 2_592_000, 2],
  ["day", 86_400, 1],
  ["hour", 3600, 1],
  ["minute", 60, 1],
] as const;
/** Time between two updates. A time that is newer than the last update counts as now, not as the future. */
const tickMs = 15_000;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "long" });
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

/** One clock for all times on the page. Null in the server's HTML, because the server's "now" would differ. */
let nowMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function readNow(): number | null {
  if (nowMs === 0 || (!timer && Date.now() - nowMs > 1000)) nowMs = Date.now();
  return nowMs;
}

/** The time now in epoch milliseconds, updated while the page is open. Null in the server's HTML and until hydration. */
export const useNow = (): number | null => useSyncExternalStore(subscribe, readNow, () => null);

/** "3 minutes ago", with the exact local time on hover. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={at} title={now === null ? undefined : exact.format(date)} className="whitespace-nowrap">
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
