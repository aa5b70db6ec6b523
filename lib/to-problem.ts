import { isUnavailable } from "#db/faults.ts";
import { log } from "#lib/log.ts";
import { isProblem, type Problem, problem } from "#lib/problem.ts";

/**
 * The problem that a client gets for an error: the error itself if it is a problem, `unavailable` if the database is, else
 * `internal_error`. Logs errors that aren't problems.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  if (isProblem(error)) return error;
  log.error({ err: error, requestId }, "request failed");
  return isUnavailable(error) ? problem("unavailable", { retryAfterSeconds: 1 }) : problem("internal_error");
}
