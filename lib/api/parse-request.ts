import type { z } from "zod";
import { readJson } from "#lib/api/body.ts";
import { isMissing, wordsOf } from "#lib/api/error-words.ts";
import { type FieldError, problem } from "#lib/problem.ts";
import { redactStart } from "#lib/redact.ts";

// With its input, an issue shows whether the value is missing.
const OWN_WORDS = { error: wordsOf, reportInput: true };

/** Parses path parameters. Throws `not_found`, because something without a valid ID can't exist. */
export function parseParams<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw problem("not_found");
  return parsed.data;
}

const MOST_PARAMETERS = 100;

/** Parses query parameters. Throws `invalid_parameter`, also for unknown and repeated ones, and for more than 100. */
export function parseQuery<T extends z.ZodType>(schema: T, search: URLSearchParams): z.output<T> {
  const members: Record<string, string> = Object.create(null);
  let count = 0;
  for (const [name, value] of search) {
    count += 1;
    if (count > MOST_PARAMETERS)
      throw problem("invalid_parameter", { detail: `Send at most ${MOST_PARAMETERS} parameters.` });
    if (name in members)
      throw problem("invalid_parameter", { detail: `The parameter ${quote(name)} was sent more than once.` });
    if (!value.isWellFormed() || value.includes("\0"))
      throw problem("invalid_parameter", {
        detail: `The value of ${quote(name)} must be valid UTF-8 without NUL characters.`,
      });
    members[name] = value;
  }
  const parsed = schema.safeParse(members, OWN_WORDS);
  if (parsed.success) return parsed.data;
  const errors = errorsOf(parsed.error).map((error) =>
    error.code === "unknown_field" ? { ...error, detail: "Unknown parameter." } : error,
  );
  throw problem("invalid_parameter", {
    detail: `${quote(errors[0]!.pointer.slice(1))}: ${errors[0]!.detail}`,
    errors,
  });
}

/** Reads and parses the body. Throws `validation_failed`, `unknown_field`, and the problems of `readJson`. */
export async function parseBody<T extends z.ZodType>(
  schema: T,
  request: Request,
  mostValues?: number,
): Promise<z.output<T>> {
  const value =
    hasBody(request.headers) || !schema.safeParse(undefined).success
      ? await readJson(request, mostValues)
      : undefined;
  // Async, because new passwords are looked up in a list that is loaded on first use.
  const parsed = await schema.safeParseAsync(value, OWN_WORDS);
  if (parsed.success) return parsed.data;
  const onlyUnknown = parsed.error.issues.every(({ code }) => code === "unrecognized_keys");
  throw problem(onlyUnknown ? "unknown_field" : "validation_failed", { errors: errorsOf(parsed.error) });
}

function hasBody(headers: Headers): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
}

// Redacted before the cut: half of a secret would no longer be recognized.
const SHOWN_LENGTH = 64;
const quote = (name: string) => JSON.stringify(redactStart(name, SHOWN_LENGTH));

// Otherwise the answer could be much larger than the request.
const MOST_ERRORS = 100;

function errorsOf({ issues }: z.core.$ZodError): FieldError[] {
  const errors = issues.slice(0, MOST_ERRORS).flatMap(fieldErrors).slice(0, MOST_ERRORS);
  const wrongTypes = new Set(errors.filter(isAboutType).map(({ pointer }) => pointer));
  // Whatever else zod says about a value of the wrong type is beside the point: an array has no characters.
  return errors.filter((error) => isAboutType(error) || !wrongTypes.has(error.pointer));
}

const isAboutType = ({ code }: FieldError) => code === "invalid_type" || code === "required";

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, MOST_ERRORS).map((key) => ({
      pointer: pointerOf([...issue.path, key]),
      code: "unknown_field",
      detail: sentence(issue.message),
    }));
  }
  return [{ pointer: pointerOf(issue.path), code: issueCode(issue), detail: sentence(issue.message) }];
}

function issueCode(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return (issue.params?.code as string | undefined) ?? "invalid";
  return isMissing(issue) ? "required" : issue.code;
}

/** A JSON Pointer (RFC 6901). */
function pointerOf(path: PropertyKey[]): string {
  return path
    .map((part) => `/${redactStart(String(part), SHOWN_LENGTH).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
