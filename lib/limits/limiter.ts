import type { Subject } from "#lib/request-log/subject.ts";

/** Limits the accepted cost in any window of `windowSeconds`, or in a calendar month (UTC). */
export interface Policy {
  name: "plan" | "key" | "user" | "quota";
  limit: number;
  windowSeconds: number | "month";
  subject: Subject;
  /**
   * Which uninterrupted time of this limit it is; by default 0. A counter of another one misses what was accepted while the
   * subject had no limit.
   */
  generation?: number;
}

/** The state of a policy at one time. `remaining` is never negative; seconds are rounded up. */
export interface LimitState {
  policy: Policy;
  used: number;
  remaining: number;
  /** Seconds until the oldest counted request leaves the window, or the month ends; 0 if nothing is counted. */
  resetSeconds: number;
}

/** The limiter's answer to one request. */
export interface Decision {
  /** When it was decided, in epoch milliseconds: the `at` of the request's log entry. */
  at: number;
  /** The cost that was counted by every policy; 0 if the request was refused or its cost was 0. */
  cost: number;
  /** The first policy that refused, and how long until the request would fit all policies; null if accepted. */
  refusal: { policy: Policy; retryAfterSeconds: number } | null;
  states: LimitState[];
  /**
   * In a cluster, the epoch of the counters that the decision relies on: the log has to check that it is still the current
   * one. Null if nobody else decides.
   */
  epoch: number | null;
}

/** Decides whether a request is within its limits. All adapters must pass the same tests (limiter.test.ts). */
export interface Limiter {
  /** Counts `cost` in every policy, or in none if one refuses. A cost of 0 is never refused. */
  take(policies: Policy[], cost: number): Decision | Promise<Decision>;
  /** The current state of each policy if all of their counters are in memory; otherwise null. Counts nothing. */
  known(policies: Policy[]): LimitState[] | null;
  /** The current state of each policy. Counts nothing. */
  read(policies: Policy[]): LimitState[] | Promise<LimitState[]>;
  /** Removes the cost of a decision again, because its request was refused after all: it couldn't be logged. */
  refund(decision: Decision): void | Promise<void>;
  /**
   * Counts the cost of an accepted request again, whatever the limits are, because its epoch ended before it was logged and
   * its changes are committed already. Only such requests can exceed a limit.
   */
  recount(decision: Decision): Decision | Promise<Decision>;
}
