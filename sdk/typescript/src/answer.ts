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
  const {
    code = null,
    reason,
    detail,
    request_id,
    required_scopes,
    errors,
    retry_after_seconds,
  } = Object(text(Object(body).code) && body);
  const Class = CLASSES[status] ?? CLASSES[`${status}`[0] as never] ?? APIDecodeError;
  return new Class(text(detail) ?? `HTTP ${status}.`, {
    attempts,
    status,
    problem: code && body,
    code,
    reason: text(reason),
    requestId: text(request_id) ?? response.headers.get("request-id"),
    requiredScopes: list(required_scopes),
    errors: list(errors),
    retryAfterSeconds: secondsOf(response.headers.get("retry-after")) ?? secondsOf(retry_after_seconds),
  });
}

/** Parses JSON; undefined if it isn't any. */
export function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {}
}

/** The body; only its beginning if it is too long. The API's own are much shorter than 64 MB. */
export function textOf({ body }: Response, longest = 64e6): Promise<string> {
  let left = longest;
  const transform: Transformer<Uint8Array>["transform"] = (chunk, to) => {
    left -= chunk.length;
    if (left < 0) to.terminate();
    else to.enqueue(chunk);
  };
  return new Response(body?.pipeThrough(new TransformStream({ transform }))).text();
}

/** A text; null if it is something else. */
export const text = (value: unknown) => (typeof value === "string" ? value : null);

/** A list; an empty one if it is something else. */
export const list = (value: unknown) => (Array.isArray(value) ? value : []);

/** `Retry-After` in seconds, whether it is a number or a date. Null if it is neither. */
export function secondsOf(value: unknown): number | null {
  const text = `${value}`;
  const seconds = /^\d+$/.test(text) ? +text : /GMT$/.test(text) ? secondsUntil(text) : -1;
  return seconds >= 0 ? seconds : null;
}

/** The seconds until a date, at least 0. NaN if it isn't a date. */
export const secondsUntil = (date: unknown) =>
  Math.max(0, Math.ceil((Date.parse(`${date}`) - Date.now()) / 1000));
