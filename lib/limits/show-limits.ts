import { clockMs } from "#lib/clock.ts";
import { limiter } from "#lib/limits/adapters.ts";
import type { LimitState, Policy } from "#lib/limits/limiter.ts";
import { stateOf } from "#lib/limits/rebuild.ts";
import { SlidingWindow } from "#lib/limits/sliding-window.ts";
import { read } from "#lib/request-log/reads.ts";

/**
 * The current state of each of a workspace's policies, for those who only want to see it. What isn't in memory is added up
 * where it doesn't delay decisions: a key that is refused all day can have millions of rows in a window.
 */
export async function showLimits(workspaceId: string, policies: Policy[]): Promise<LimitState[]> {
  return limiter().known(policies) ?? Promise.all(policies.map((policy) => showLimit(workspaceId, policy)));
}

async function showLimit(workspaceId: string, policy: Policy): Promise<LimitState> {
  const [known] = limiter().known([policy]) ?? [];
  if (known) return known;
  const { windowSeconds, subject } = policy;
  // A month is added up from counts.
  if (windowSeconds === "month") return (await limiter().read([policy]))[0]!;
  const window = new SlidingWindow(windowSeconds * 1000);
  const now = clockMs();
  const { cost, oldestMs } = await read(workspaceId, "acceptedCost", subject, now - window.windowMs);
  // As in a rebuilt counter, rows from the future count as of now. Only the oldest time and the sum are shown.
  if (oldestMs !== null) window.add(Math.min(oldestMs, now), cost);
  return stateOf(policy, window, now);
}
