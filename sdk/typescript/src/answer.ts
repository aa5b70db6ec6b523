import { APIDecodeError, type APIError, BadRequestError, CLASSES, ServerError } from "./errors.ts";

/** The error that any answer but a successful one with JSON stands for. `body` may be anything. */
export function errorOf(status: number, headers: Headers, body: unknown, attempts: number): APIError {
  const code = text(Object(body).code);
  // Without a code it isn't from Latchkey, whatever it says.
  const { reason, detail, request_id, required_scopes, errors, retry_after_seconds } = code
    ? (body as Record<string, unknown>)
    : {};
  const Class =
    CLASSES[status] ?? (status < 400 ? APIDecodeError : status < 500 ? BadRequestError : ServerError);
  return new Class(text(detail) ?? `Latchkey answered with ${status}.`, {
    attempts,
    status,
    problem: code && body,
    code,
    reason: text(reason),
    requestId: text(request_id) ?? headers.get("request-id"),
    requiredScopes: list(required_scopes),
    errors: list(errors),
    retryAfterSeconds: secondsOf(headers.get("retry-after")) ?? secondsOf(retry_after_seconds),
  });
}

/** Parses JSON; undefined if it isn't any. */
export function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {}
}

/** Much more than the API ever answers, in bytes. */
const LONGEST_BODY = 64e6;

/** The body; nothing if it is too long. */
export async function textOf({ body }: Response, longest = LONGEST_BODY): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let left = longest; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    left -= value.length;
    if (left < 0) {
      // Of a response that was cloned, it would wait for the other half.
      reader.cancel().catch(() => {});
      return "";
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

const text = (value: unknown) => (typeof value === "string" ? value : null);

/** A list; an empty one if it is something else. */
export const list = (value: unknown) => (Array.isArray(value) ? value : []);

/** `Retry-After` in seconds, whether it is a number or a date. Null if it is neither. */
export function secondsOf(value: unknown): number | null {
  const text = `${value}`;
  const seconds = /^\d+$/.test(text) ? +text : /GMT$/.test(text) ? secondsUntil(text) : -1;
  return seconds >= 0 ? seconds : null;
}

/** The seconds until a date, at least 0. NaN if it isn't a date. */
export const secondsUntil = (date = "") => Math.max(0, Math.ceil((Date.parse(date) - Date.now()) / 1000));
