import { z } from "zod";

/** Text that people read. Control characters are rejected, because they can break an email, a log or a terminal. */
export const Label = (longest: number) =>
  z
    .string()
    .max(longest, `Must be at most ${longest} characters`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "Must not contain control characters")
    .transform((text) => text.trim());

/** A whole number in a range, with a message that names the range. */
export function wholeNumber(least: number, most: number) {
  const error = `Must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, error).max(most, error);
}

/** A number of seconds in words: "1 second", "34 seconds". */
export const inSeconds = (seconds: number) => (seconds === 1 ? "1 second" : `${seconds} seconds`);
