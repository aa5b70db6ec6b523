import { z } from "zod";

/**
 * Control characters can break an email, a log or a terminal, and databases can't store all of them. The expression is in
 * the OpenAPI document, and many languages don't know `\p{Cc}`.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it excludes them
export const NO_CONTROL_CHARACTERS = /^[^\x00-\x1f\x7f-\x9f]*$/;

/** These can make a name look like another one in a list. */
const CHANGES_DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;

/** Spaces, marks without width, and letters that are drawn as nothing. */
const INVISIBLE = /^[\p{Z}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]+$/u;

/** Text that people read. */
export const Label = (longest: number) =>
  z
    .string()
    .max(longest, `Must be at most ${longest} characters`)
    .regex(NO_CONTROL_CHARACTERS, "Must not contain control characters")
    .refine((text) => text.isWellFormed(), "Must be valid Unicode")
    .refine((text) => !CHANGES_DIRECTION.test(text), "Must not contain characters that change its direction")
    .refine((text) => !INVISIBLE.test(text.trim()), "Must contain a visible character")
    .transform((text) => text.trim());

/** A whole number in a range, with a message that names the range. */
export function wholeNumber(least: number, most: number) {
  const error = `Must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, error).max(most, error);
}

/** A number of seconds in words: "1 second", "34 seconds". */
export const inSeconds = (seconds: number) => (seconds === 1 ? "1 second" : `${seconds} seconds`);
