import { APIDecodeError, type APIError, BadRequestError, CLASSES, ServerError } from "./errors.ts";

/** The error that any answer but a successful one with JSON stands for. `body` may be anything. */
export function errorOf(
  { status, headers }: Pick<Response, "status" | "headers">,
  body: unknown,
  attempts: number,
): APIError {
  const { code, reason, detail, request_id, required_scopes, errors, retry_after_seconds } = Object(body);
  const Class =
    CLASSES[status] ?? (status < 400 ? APIDecodeError : status < 500 ? BadRequestError : ServerError);
  return new Class(text(detail) ?? `HTTP status ${status}.`, {
    attempts,
    status,
    problem: text(code) && body,
    code: text(code),
    reason: text(reason),
    requestId: text(request_id) ?? headers.get("request-id"),
    requiredScopes: list(required_scopes),
    errors: list(errors),
    retryAfterSeconds: secondsOf(headers.get("retry-after") ?? retry_after_seconds),
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

const text = (value: unknown) => (typeof value === "string" ? value : null);

/** A list; an empty one if it is something else. */
export const list = (value: unknown) => (Array.isArray(value) ? value : []);

/** `Retry-After` in seconds, whether it is a number or a date. Null if it is neither. */
function secondsOf(value: string): number | null {
  const seconds = /^\d+$/.test(value) ? +value : /GMT$/.test(value) ? secondsUntil(value) : -1;
  return seconds >= 0 ? seconds : null;
}

/** The seconds until a date, at least 0. NaN if it isn't a date. */
export const secondsUntil = (date: unknown) =>
  Math.max(0, Math.ceil((Date.parse(`${date}`) - Date.now()) / 1000));
