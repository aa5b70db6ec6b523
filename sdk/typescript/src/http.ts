import { type Answer, errorOf, parse, textOf } from "./answer.ts";
import { APIConnectionError, type APIError, APITimeoutError } from "./errors.ts";

/** How a call is sent. */
export interface Sending {
  fetch: typeof fetch;
  timeout: number;
  maxRetries: number;
  maxRetryAfter: number;
  signal: AbortSignal | undefined;
  /** Whether a request that arrives counts each time, so that it isn't sent again if it may have arrived. */
  counts: boolean;
}

type Failure = (APIError | APIConnectionError) &
  Partial<Pick<APIError, "status" | "code" | "retryAfterSeconds">>;

/** Sends a request until it succeeds or may not be tried again. */
export async function send(url: URL, init: RequestInit, sending: Sending): Promise<Answer> {
  const { signal, maxRetries, maxRetryAfter, counts } = sending;
  for (let attempts = 1; ; attempts++) {
    const failure = await attempt(url, init, sending, attempts);
    if (!(failure instanceof Error)) return failure;
    const after = failure.retryAfterSeconds;
    const wait = (after ?? Math.random() * Math.min(8, 2 ** attempts / 4)) * 1000;
    if (attempts > maxRetries || (after && wait > maxRetryAfter) || !mayRetry(failure, counts)) throw failure;
    await pause(wait, signal);
  }
}

/** One try. */
async function attempt(
  url: URL,
  init: RequestInit,
  { fetch, signal, timeout }: Sending,
  attempts: number,
): Promise<Answer | Failure> {
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const json = parse(await textOf(response));
    const answer = { json, response, attempts };
    return response.ok && (json !== undefined || response.status === 204) ? answer : errorOf(answer, json);
  } catch (cause) {
    signal?.throwIfAborted();
    return limit.aborted
      ? new APITimeoutError(`No answer within ${timeout} ms.`, { cause, attempts })
      : new APIConnectionError("The connection failed.", { cause, attempts });
  }
}

/** Waits, unless the signal ends it. */
const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    // A timer whose time is more than that ends at once.
    const timer = setTimeout(end, Math.min(ms, 2e9));
    signal?.addEventListener("abort", end);
  });

function mayRetry({ status, code, cause }: Failure, counts: boolean): boolean {
  // In a browser, a redirect that isn't followed has status 0.
  if (status != null)
    return (
      status === 429 ||
      status === 503 ||
      (!counts && (status === 408 || status >= 500 || code === "idempotency_in_progress"))
    );
  // Refused: nothing listens at that address, so no request was sent.
  const failed = cause as { code?: string; cause?: { code?: string } };
  return !counts || /refused/i.test(`${cause} ${failed.code} ${failed.cause?.code}`);
}
