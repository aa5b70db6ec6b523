import { problem } from "#lib/problem.ts";

/** How often a request is decided before it is rejected, because its key kept changing in the meantime. */
const MOST_ATTEMPTS = 10;

/**
 * Decides and logs a request, again if its log entry was "stale": a cached key was out of date. Throws `unavailable` if
 * the key changes during every attempt.
 */
export async function untilCurrent<Result>(
  attempt: () => Promise<{ logged: "logged" | "stale"; result: Result }>,
): Promise<Result> {
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const { logged, result } = await attempt();
    if (logged === "logged") return result;
  }
  throw problem("unavailable", { retryAfterSeconds: 1, detail: "The key is being changed. Try again." });
}
