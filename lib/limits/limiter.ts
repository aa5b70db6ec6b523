import type { Subject } from "#lib/request-log/subject.ts";

/** At most `limit` accepted cost in any window of `windowSeconds`, or in a calendar month (UTC). */
export interface Policy {
  name: "plan" | "key" | "user" | "quota";
  limit: number;
  windowSeconds: number | "month";
  subject: Subject;
}

/** What a policy says at one moment. `remaining` is never negative; seconds are rounded up. */
export interface LimitState {
  policy: Policy;
  used: number;
  remaining: number;
  /** When the oldest counted request leaves the window, or the month ends; 0 when nothing is counted. */
  resetSeconds: number;
}

/** The answer to one request for a place under its limits. */
export interface Decision {
  /** The moment of the decision, epoch milliseconds: the `at` of the request's log entry. */
  at: number;
  /** What was taken from every policy; 0 when the request was refused, or only looked. */
  cost: number;
  /** The first policy that refuses, and how long until a request would pass all of them; null when accepted. */
  refusal: { policy: Policy; retryAfterSeconds: number } | null;
  states: LimitState[];
}

/** Decides whether a request is within its limits. One adapter per way to count; one contract suite for all of them. */
export interface Limiter {
  /** Takes `cost` from every policy, or from none when one refuses. Cost 0 only looks and is never refused. */
  take(policies: Policy[], cost: number): Decision | Promise<Decision>;
  /** What each policy says now. Takes nothing. */
  read(policies: Policy[]): LimitState[] | Promise<LimitState[]>;
  /** Gives back what a decision took: for a request that could not be logged, and is refused for that. */
  refund(decision: Decision): void | Promise<void>;
}
