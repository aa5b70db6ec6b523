import { isAway } from "#db/faults.ts";
import { log } from "#lib/log.ts";
import { isProblem, type Problem, problem } from "#lib/problem.ts";

/** What a client is told of an error: its problem, or that a store is away, or nothing but that something failed. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (isProblem(error)) return error;
  log.error({ err: error, requestId }, "request failed");
  return isAway(error) ? problem("unavailable", { retryAfterSeconds: 1 }) : problem("internal_error");
}
