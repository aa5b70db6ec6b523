// Checks the values of arguments and options. A message goes on from the value: "abc" must be …
import { InvalidArgumentError } from "commander";

const MOST = 1_000_000_000;
export const MOST_KEYS = 1_000_000;

function wholeNumber(text: string, least: number, most: number, or = ""): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < least || value > most)
    throw new InvalidArgumentError(
      `must be a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}${or}.`,
    );
  return value;
}

/** A number, or null for none. An object, because commander replaces null. */
export interface Amount {
  value: number | null;
}

/** A number from 1, or the word for none. */
export const amountOr =
  (word: string, most = MOST) =>
  (text: string): Amount => ({ value: text === word ? null : wholeNumber(text, 1, most, `, or ${word}`) });

const LONGEST_OVERLAP_SECONDS = 604_800;

/** A rotation's overlap in seconds. */
export const overlap = (text: string) => wholeNumber(text, 0, LONGEST_OVERLAP_SECONDS);

/** A rotation's overlap in seconds, or the word for none. */
export const overlapOr =
  (word: string) =>
  (text: string): Amount => ({
    value: text === word ? null : wholeNumber(text, 0, LONGEST_OVERLAP_SECONDS, `, or ${word}`),
  });

/** A number of days, or the word for none. */
export const daysOr =
  (word: string) =>
  (text: string): Amount => ({ value: text === word ? null : wholeNumber(text, 1, 3650, `, or ${word}`) });

export function yesOrNo(text: string): boolean {
  if (text !== "yes" && text !== "no") throw new InvalidArgumentError("must be yes or no.");
  return text === "yes";
}

/** How many rows to list. */
export const limit = (text: string) => wholeNumber(text, 1, 1000);

export const EMAIL_EXPECTED = "must be an email address, such as ada@example.com.";

/** Part of an email at least. The accounts' own check runs later, when its modules are loaded anyway. */
export function email(text: string): string {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > 254 || !/^[^\s@]+@[^\s@]+$/.test(trimmed))
    throw new InvalidArgumentError(EMAIL_EXPECTED);
  return trimmed;
}

/** A user's email or ID. */
export function user(text: string): string {
  if (isId("usr", text)) return text;
  try {
    return email(text);
  } catch {
    throw new InvalidArgumentError("must be a user's email address or ID.");
  }
}

export function name(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new InvalidArgumentError("can't be empty.");
  if (trimmed.length > 100) throw new InvalidArgumentError("must be at most 100 characters.");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it excludes them
  if (/[\x00-\x1f\x7f-\x9f]/.test(trimmed))
    throw new InvalidArgumentError("must not contain control characters.");
  return trimmed;
}

export function planId(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(text))
    throw new InvalidArgumentError(
      "must be 1 to 40 lowercase letters, digits and hyphens, starting with a letter.",
    );
  return text;
}

export const isId = (kind: string, text: string) => new RegExp(`^${kind}_[0-9A-Za-z]{25}$`).test(text);

/** An ID such as `svc_…`. */
export const id = (kind: string) => (text: string) => {
  if (!isId(kind, text))
    throw new InvalidArgumentError(`must be an ID such as ${kind}_ and 25 letters and digits.`);
  return text;
};

/** Something to look for. */
export function query(text: string): string {
  if (text.trim() === "" || text.length > 254)
    throw new InvalidArgumentError("must have 1 to 254 characters.");
  return text.trim();
}

/** Anything like a key or another token that Latchkey creates, anywhere in a text. */
export const SECRET =
  /(?<![a-z0-9])[a-z][a-z0-9]{0,15}_(?:[a-z]{4,8}_)?[0-9A-Za-z]{36,64}(?![0-9A-Za-z])|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** A key's ID or hint. The secret itself must not be an argument: other users of the machine can see arguments. */
export function keyReference(text: string): string {
  if (text.search(SECRET) >= 0)
    throw new InvalidArgumentError(
      "looks like a secret. Other users of this machine can see arguments, so pipe it into the command instead.",
    );
  return query(text);
}

/** A time such as 2026-11-01 or 2026-11-01T12:00:00Z. */
export function time(text: string): Date {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("must be a time such as 2026-11-01 or 2026-11-01T12:00:00Z.");
  return at;
}
