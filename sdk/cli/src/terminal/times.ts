import { InvalidArgumentError } from "commander";

const two = (value: number) => String(value).padStart(2, "0");

/** A time of day of this machine's time zone, such as `2026-11-29 14:05`. */
export function minute(iso: string | null): string | null {
  if (iso === null) return null;
  const at = new Date(iso);
  return `${day(at)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The same with seconds. */
export function second(iso: string): string {
  return `${minute(iso)}:${two(new Date(iso).getSeconds())}`;
}

const day = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** A day in UTC, such as `December 1 (UTC)`. */
export const utcDay = (iso: string): string =>
  `${new Date(iso).toLocaleDateString("en", { month: "long", day: "numeric", timeZone: "UTC" })} (UTC)`;

/** A duration, such as `34 seconds`. */
export const seconds = (count: number): string => (count === 1 ? "1 second" : `${count} seconds`);

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 3650 * UNITS.d!;

/** A time before now (`15m`, `2h`, `7d`), or a date. Returns RFC 3339. */
export const past = (text: string): string => moment(text, -1, "15m, 2h, 7d");

/** A time from now (`30d`), or a date. Returns RFC 3339. */
export const future = (text: string): string => moment(text, 1, "12h, 30d");

function moment(text: string, direction: 1 | -1, examples: string): string {
  const span = /^(\d{1,6})([smhd])$/.exec(text);
  const spanMs = span ? Number(span[1]) * UNITS[span[2]!]! : 0;
  const at = span ? new Date(Date.now() + direction * spanMs) : new Date(text);
  const isDate = span || /^\d{4}-\d\d-\d\d/.test(text);
  if (!isDate || Number.isNaN(at.getTime()) || spanMs > LONGEST_MS)
    throw new InvalidArgumentError(`It must be a time such as ${examples}, or a date such as 2026-12-31.`);
  return at.toISOString();
}

/** A duration (`90s`, `10m`, `1h`, `7d`) in seconds. */
export function duration(text: string): number {
  const span = /^(\d{1,6})([smhd])$/.exec(text);
  if (text === "0") return 0;
  if (!span) throw new InvalidArgumentError("It must be a duration such as 90s, 10m, 1h or 7d.");
  return (Number(span[1]) * UNITS[span[2]!]!) / 1000;
}
