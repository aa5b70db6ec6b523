import { type Interval, msOf } from "#components/charts/chart-data.ts";

/** Formats all numbers the same way, whatever the server's or the browser's locale. */
export const number = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const tinyPercent = 0.0005;

/** Such as "1.2K", for an axis. */
export const shortNumber = (value: number) => compact.format(value);

/** Such as "2.5%". Errors that are too few for that are still not none. */
export function rateText(rate: number | null): string {
  if (rate === null) return "–";
  return rate > 0 && rate < tinyPercent ? "<0.1%" : percent.format(rate);
}

const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en", { hourCycle: "h23", timeZone: "UTC", ...options });
const clock = utc({ hour: "2-digit", minute: "2-digit" });
const day = utc({ month: "short", day: "numeric" });
const fullDay = utc({ month: "short", day: "numeric", year: "numeric" });
const dayAndClock = utc({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });

/** An interval's short name at the axis. */
export function tickText(start: string, interval: Interval): string {
  const date = new Date(start);
  const isMidnight = date.getTime() % msOf("day") === 0;
  return interval === "day" || isMidnight ? day.format(date) : clock.format(date);
}

/** An interval's whole name, such as "Nov 28, 14:00 – 15:00". All times are UTC. */
export function intervalText(start: string, interval: Interval): string {
  const date = new Date(start);
  if (interval === "day") return fullDay.format(date);
  if (interval === "minute") return dayAndClock.format(date);
  return `${dayAndClock.format(date)} – ${clock.format(date.getTime() + msOf(interval))}`;
}
