import type { ProblemCode } from "#lib/problems.ts";
import { problems } from "#lib/problems.ts";

/** What is wrong with one field. `pointer` is a JSON Pointer (RFC 6901). */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

export interface ProblemExtras {
  /** Replaces the table's default detail. Must not contain secrets or another workspace's data. */
  detail?: string;
  reason?: string;
  errors?: FieldError[];
  requiredScopes?: string[];
  retryAfterSeconds?: number;
  /** Response headers that belong to this problem, such as `Allow`. */
  headers?: Record<string, string>;
}

/**
 * An error with a code from the table of problems. Check for it with `isProblem`: `instanceof` doesn't work, because Next
 * bundles several copies of this class.
 */
export class Problem extends Error {
  readonly latchkeyProblem = true;
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, extras: ProblemExtras = {}) {
    // Problems are responses, so nobody needs their stack, and collecting it would take as long as the decision.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(extras.detail ?? problems[code].detail);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "Problem";
    this.code = code;
    this.extras = extras;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** Creates a problem: `throw problem("not_found")`. */
export function problem(code: ProblemCode, extras?: ProblemExtras): Problem {
  return new Problem(code, extras);
}

/** The `not_found` for a path that the API doesn't have. */
export const unknownPath = () =>
  problem("not_found", { detail: "Not found. /api/v1/openapi.json lists all paths." });

/** Whether an error is a problem. */
export function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "latchkeyProblem" in error;
}
