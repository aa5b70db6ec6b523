import type { ProblemCode } from "#lib/problems.ts";
import { problems } from "#lib/problems.ts";

/** One thing wrong inside a body, by RFC 6901 pointer. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

export interface ProblemExtras {
  /** Says more than the table's sentence. Never a secret, never another tenant's data. */
  detail?: string;
  reason?: string;
  errors?: FieldError[];
  requiredScopes?: string[];
  retryAfterSeconds?: number;
  /** Response headers that belong to this refusal, such as `Allow`. */
  headers?: Record<string, string>;
}

/** A refusal with a place in the table of failures. Told by `isProblem`, never by `instanceof`: Next holds several copies. */
export class Problem extends Error {
  readonly latchkeyProblem = true;
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, extras: ProblemExtras = {}) {
    // A refusal is an answer, not a fault: nobody reads its stack, and to collect it takes as long as to decide.
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

/** `throw problem("not_found")` */
export function problem(code: ProblemCode, extras?: ProblemExtras): Problem {
  return new Problem(code, extras);
}

export function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "latchkeyProblem" in error;
}
