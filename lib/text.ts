import { z } from "zod";

/** Text that a person reads: no control characters, so that none can break a mail, a log or a terminal. */
export const Label = (longest: number) =>
  z
    .string()
    .max(longest, `Must have ${longest} characters at most`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "Must not have control characters")
    .transform((text) => text.trim());

/** A whole number in a range, with a sentence for whoever sends another one. */
export function wholeNumber(least: number, most: number) {
  const error = `Must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, error).max(most, error);
}
