import { z } from "zod";

// An offset can push a time of four digits beyond them, where neither RFC 3339 nor PostgreSQL follows.
const FIRST_MS = Date.parse("0001-01-01T00:00:00.000Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** Whether a moment (epoch milliseconds) can be written as RFC 3339 and kept by every database. */
export function isRepresentable(ms: number): boolean {
  return ms >= FIRST_MS && ms <= LAST_MS;
}

/** An RFC 3339 time with its offset, as text. */
export const Rfc3339 = z.iso
  .datetime({ offset: true, error: "Must be an RFC 3339 time, such as 2030-01-31T12:00:00Z" })
  .refine((text) => isRepresentable(Date.parse(text)), "Must be between the years 1 and 9999 (UTC)");
