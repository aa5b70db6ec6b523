import { z } from "zod";

// With its offset, a time near the year 0 or 10000 can leave this range, which RFC 3339 and PostgreSQL don't support.
const FIRST_MS = Date.parse("0001-01-01T00:00:00.000Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** Whether a time (in epoch milliseconds) can be written in RFC 3339 and stored by both databases. */
export function isRepresentable(ms: number): boolean {
  return ms >= FIRST_MS && ms <= LAST_MS;
}

/** The nearest time that can be written in RFC 3339. */
export function toRepresentable(at: Date): Date {
  return new Date(Math.min(Math.max(at.getTime(), FIRST_MS), LAST_MS));
}

function isRepresentableIfTime(text: string): boolean {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || isRepresentable(ms);
}

/** An RFC 3339 time with its offset, as text. */
export const Rfc3339 = z.iso
  .datetime({ offset: true, error: "Must be an RFC 3339 time, such as 2030-01-31T12:00:00Z" })
  // Text that is no time at all has been refused already, in other words.
  .refine(isRepresentableIfTime, "Must be between the years 1 and 9999 (UTC)");
