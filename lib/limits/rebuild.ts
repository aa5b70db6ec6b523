import { acceptedSince } from "#db/queries/requests.ts";
import { costSince } from "#db/queries/usage.ts";
import { clockMs } from "#lib/clock.ts";
import type { Counter } from "#lib/limits/counter.ts";
import type { LimitState, Policy } from "#lib/limits/limiter.ts";
import { MonthCounter, monthMs } from "#lib/limits/month.ts";
import { SlidingWindow } from "#lib/limits/sliding-window.ts";

/** Rebuilds a policy's counter from the request log. `staged`: whether rows of its subject may be staged. */
export async function rebuild({ subject, windowSeconds }: Policy, staged: boolean): Promise<Counter> {
  const now = clockMs();
  if (windowSeconds === "month") {
    const month = new MonthCounter(now);
    month.add(now, await costSince(subject, monthMs(now).start, staged));
    return month;
  }
  const window = new SlidingWindow(windowSeconds * 1000);
  // If the wall clock was set back between two runs, rows from the future count as of now, so no limit starts over.
  for (const { at, cost } of await acceptedSince(subject, now - window.windowMs, staged))
    window.add(Math.min(at, now), cost);
  return window;
}

/** The state of a policy at a time, according to its counter. */
export function stateOf(policy: Policy, counter: Counter, at: number): LimitState {
  const used = counter.used(at);
  return {
    policy,
    used,
    remaining: Math.max(0, policy.limit - used),
    resetSeconds: seconds(counter.resetMs(at)),
  };
}

const LONGEST_WAIT_SECONDS = 31 * 86_400;

/** Rounds up, so that waiting that long is enough. */
export const seconds = (ms: number) => Math.min(Math.ceil(ms / 1000), LONGEST_WAIT_SECONDS);
