import type { Problem } from "./api-types.ts";
import { APIDecodeError, type APIError, CLASSES } from "./errors.ts";

/** The answer to a call, and how many requests were sent. `json` is undefined if there is no body, or one that isn't JSON. */
export interface Answer {
  json: unknown;
  response: Response;
  attempts: number;
}

/** The error that an answer stands for. `body` is what it says about itself, which may be anything. */
export function errorOf(
  { response, attempts }: Answer,
  body?: unknown,
  status: number = response.status,
): APIError {
  // Without a code it isn't from Latchkey, whatever it says.
  const problem = (text((body as { code?: unknown } | null)?.code) ? body : null) as Partial<Problem> | null;
  const Class = CLASSES[status] ?? CLASSES[`${status}`[0] as never] ?? APIDecodeError;
  return new Class(text(problem?.detail) ?? `HTTP ${status}, not from Latchkey.`, {
    attempts,
    status,
    problem,
    code: problem?.code ?? null,
    reason: text(problem?.reason),
    requestId: text(problem?.request_id) ?? response.headers.get("request-id"),
    requiredScopes: list(problem?.required_scopes),
    errors: list(problem?.errors),
    retryAfterSeconds:
      secondsOf(response.headers.get("retry-after")) ?? secondsOf(problem?.retry_after_seconds),
  });
}

/** Parses JSON; undefined if it isn't any. */
export function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {}
}

/** The body; only its beginning if it is too long. The API's own are much shorter than 64 MB. */
export function textOf(response: Response, left = 64e6): Promise<string> {
  const transform: Transformer<Uint8Array>["transform"] = (chunk, to) => {
    left -= chunk.length;
    if (left < 0) to.terminate();
    else to.enqueue(chunk);
  };
  return new Response(response.body?.pipeThrough(new TransformStream({ transform }))).text();
}

/** A text; null if it is something else. */
export const text = (value: unknown) => (typeof value === "string" ? value : null);

/** A list; an empty one if it is something else. */
export const list = (value: unknown) => (Array.isArray(value) ? value : []);

/** `Retry-After` in seconds, whether it is a number or a date. Null if it is neither. */
export function secondsOf(value: unknown): number | null {
  const text = value as string;
  return /^\d+$/.test(text) ? +text : /GMT$/.test(text) ? secondsUntil(text) : null;
}

/** The seconds until a date, at least 0. Null if it isn't a date. */
export function secondsUntil(date: unknown): number | null {
  const seconds = (Date.parse(date as string) - Date.now()) / 1000;
  return seconds > 0 ? Math.ceil(seconds) : seconds <= 0 ? 0 : null;
}
