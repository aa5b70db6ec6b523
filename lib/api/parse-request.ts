import type { z } from "zod";
import { readJson } from "#lib/api/body.ts";
import { type FieldError, problem } from "#lib/problem.ts";

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
  const parsed = schema.safeParse(members);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(fieldErrors);
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
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(fieldErrors);
  const onlyUnknown = errors.every((error) => error.code === "unknown_field");
  throw problem(onlyUnknown ? "unknown_field" : "validation_failed", { errors });
}

function hasBody(headers: Headers): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
}

const quote = (name: string) => JSON.stringify(name.slice(0, 64));

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key]),
      code: "unknown_field",
      detail: "Unknown field.",
    }));
  }
  return [{ pointer: pointerOf(issue.path), code: issueCode(issue), detail: sentence(issue.message) }];
}

function issueCode(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return (issue.params?.code as string | undefined) ?? "invalid";
  if (issue.code === "invalid_type" && issue.input === undefined) return "required";
  return issue.code;
}

/** A JSON Pointer (RFC 6901). */
function pointerOf(path: PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).slice(0, 64).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
