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
export async function send(
  url: URL,
  init: RequestInit,
  { fetch, signal, timeout, maxRetries, maxRetryAfter, counts }: Sending,
): Promise<Answer> {
  for (let attempts = 1; ; attempts++) {
    const limit = AbortSignal.timeout(timeout);
    let failure: Failure;
    try {
      const response = await fetch(url, {
        ...init,
        redirect: "manual",
        signal: AbortSignal.any([limit, signal ?? limit]),
      });
      const json = parse(await textOf(response));
      const answer = { json, response, attempts };
      if (response.ok && (json !== undefined || response.status === 204)) return answer;
      failure = errorOf(answer, json);
    } catch (cause) {
      signal?.throwIfAborted();
      const Class = limit.aborted ? APITimeoutError : APIConnectionError;
      const message = limit.aborted ? `No answer within ${timeout} ms.` : "No connection.";
      failure = new Class(message, { cause, attempts });
    }
    const after = failure.retryAfterSeconds;
    let wait = (after ?? Math.random() * Math.min(8, 2 ** attempts / 4)) * 1000;
    if (attempts > maxRetries || (after && wait > maxRetryAfter) || !mayRetry(failure, counts)) throw failure;
    // In parts of 50 ms: a wait ends soon after the signal, and no timer is longer than timers can be.
    for (; wait > 0 && !signal?.aborted; wait -= 50) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function mayRetry({ status, code, cause }: Failure, counts: boolean): boolean {
  const failed = cause as { code?: string; cause?: { code?: string } } | undefined;
  return (
    status === 429 ||
    status === 503 ||
    // Nothing listens at that address, so no request was sent.
    /refused/i.test(`${failed} ${failed?.code} ${failed?.cause?.code}`) ||
    // In a browser, a redirect that isn't followed has status 0.
    (!counts && (status == null || status === 408 || status >= 500 || code === "idempotency_in_progress"))
  );
}
