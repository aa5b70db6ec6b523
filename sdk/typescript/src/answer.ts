import { APIDecodeError, type APIError, BadRequestError, CLASSES, ServerError } from "./errors.ts";

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
  const code = text(Object(body).code);
  // Without a code it isn't from Latchkey, whatever it says.
  const { reason, detail, request_id, required_scopes, errors, retry_after_seconds } = code
    ? (body as Record<string, unknown>)
    : {};
  const Class =
    CLASSES[status] ?? (status < 400 ? APIDecodeError : status < 500 ? BadRequestError : ServerError);
  const { headers } = response;
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
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let left = longest; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    left -= value.length;
    if (left < 0) {
      // Of a response that was cloned, it would wait for the other half.
      reader.cancel().catch(() => {});
      return "";
    }
    chunks.push(value);
  }
  return new Blob(chunks).text();
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
export const secondsUntil = (date = "") => Math.max(0, Math.ceil((Date.parse(date) - Date.now()) / 1000));
