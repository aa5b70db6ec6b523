import type { z } from "zod";

type Issue = z.core.$ZodRawIssue | z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
  null: "null",
};

const UNITS: Record<string, string> = { string: "character", array: "item" };

/** What is wrong with a value, in words of our own. Schemas override it where they know more. */
export function wordsOf(issue: Issue): string {
  if (isMissing(issue)) return "This is required";
  switch (issue.code) {
    case "invalid_type":
      return wrongType(String(issue.expected), issue.input);
    case "invalid_value":
      return oneOf((issue.values as unknown[]).map((value) => JSON.stringify(value)));
    case "too_small":
      return `Must ${bound("at least", issue.minimum, issue.origin)}`;
    case "too_big":
      return `Must ${bound("at most", issue.maximum, issue.origin)}`;
    case "invalid_key":
      return `Has a name that isn't allowed: ${lowerFirst(firstOf(issue.issues))}`;
    case "unrecognized_keys":
      return "Unknown field";
    default:
      return "Is not valid";
  }
}

const FEW = 4;
const oneOf = (values: string[]) =>
  values.length <= FEW ? `Must be ${values.join(" or ")}` : `Must be one of ${values.join(", ")}`;

/** Whether an issue means that a value is missing. Needs zod's option `reportInput`. */
export const isMissing = ({ code, input }: Issue) =>
  input === undefined && (code === "invalid_type" || code === "invalid_value");

function wrongType(expected: string, input: unknown): string {
  const wanted = `Must be ${KINDS[expected] ?? expected}`;
  const given = kindOf(input);
  // A number that isn't whole, or isn't finite.
  if (given === "number" && (expected === "int" || expected === "number")) return wanted;
  return `${wanted}, not ${given === "boolean" ? "a boolean" : KINDS[given]}`;
}

function kindOf(input: unknown): string {
  if (input === null) return "null";
  return Array.isArray(input) ? "array" : typeof input;
}

function bound(limit: string, value: unknown, origin: unknown): string {
  const unit = UNITS[String(origin)];
  if (!unit) return `be ${limit} ${value}`;
  return `have ${limit} ${value} ${unit}${Number(value) === 1 ? "" : "s"}`;
}

const firstOf = (issues: unknown) => (issues as { message: string }[])[0]?.message ?? "is not valid";
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
