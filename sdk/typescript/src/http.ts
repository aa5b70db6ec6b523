import { type Answer, errorOf, parse, textOf } from "./answer.ts";
import { APIConnectionError, type APIError, APITimeoutError, type LatchkeyError } from "./errors.ts";

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

type Failure = LatchkeyError &
  Partial<Pick<APIError, "status" | "code" | "retryAfterSeconds">> & {
    cause?: { code?: string; cause?: { code?: string } };
  };

/** Sends a request until it succeeds or may not be tried again. */
export async function send(
  url: URL,
  init: RequestInit,
  { fetch, signal, timeout, maxRetries, maxRetryAfter, counts }: Sending,
): Promise<Answer> {
  for (let attempts = 1; ; attempts++) {
    let failure!: Failure;
    const succeeded = await within(timeout, signal, async (limit) => {
      try {
        const response = await fetch(url, { ...init, redirect: "manual", signal: limit });
        const json = parse(await textOf(response));
        const answer = { json, response, attempts };
        if (response.ok && (json !== undefined || response.status === 204)) return answer;
        failure = errorOf(answer, json) as Failure;
      } catch (cause) {
        const Class = limit.aborted ? APITimeoutError : APIConnectionError;
        const message = `No answer from ${url.origin}${limit.aborted ? ` in ${timeout} ms` : ""}.`;
        failure = new Class(message, { cause, attempts }) as Failure;
      }
    });
    if (succeeded) return succeeded;
    const after = failure.retryAfterSeconds;
    const wait = (after ?? Math.random() * Math.min(8, 2 ** attempts / 4)) * 1000;
    const isLast = attempts > maxRetries || (after && wait > maxRetryAfter) || !mayRetry(failure, counts);
    if (isLast && !signal?.aborted) throw failure;
    await within(wait, signal, (limit) => new Promise((resolve) => limit.addEventListener("abort", resolve)));
  }
}

/** Does something with a signal that is aborted after a time, or when the call is cancelled. Throws if it was cancelled before. */
function within<T>(
  ms: number,
  cancelled: AbortSignal | undefined,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  if (cancelled?.aborted) throw cancelled.reason;
  const limit = new AbortController();
  const end = () => limit.abort();
  // A longer timer would end at once.
  const timer = setTimeout(end, Math.min(ms, 2e9));
  // Not `AbortSignal.any`: a signal that lives long would keep something of every call.
  cancelled?.addEventListener("abort", end, { signal: limit.signal });
  return work(limit.signal).finally(() => {
    clearTimeout(timer);
    // Removes the listener.
    end();
  });
}

/** Whether a request may be sent again: one that counts only if it hasn't counted. */
function mayRetry({ status, code, cause }: Failure, counts: boolean): boolean {
  // Refused: nothing listens at that address, so no request was sent. A failed connection has no status, and in a browser, a
  // redirect that isn't followed has status 0.
  const retried = counts ? /^(429|503)|refused/i : /^(,|408|429|5)|in_progress/;
  return retried.test(`${[status, code, cause, cause?.code, cause?.cause?.code]}`);
}
