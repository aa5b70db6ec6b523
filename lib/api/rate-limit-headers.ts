import type { LimitState } from "#lib/limits/limiter.ts";
import { windowSeconds } from "#lib/limits/month.ts";

/**
 * `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) for all policies, and the older
 * `X-RateLimit-*` for the policy with the least remaining.
 */
export function rateLimitHeaders(limits: LimitState[], nowMs: number): Record<string, string> {
  const tightest = limits.reduce<LimitState | null>(
    (tight, next) => (tight && isTighter(tight, next) ? tight : next),
    null,
  );
  if (!tightest) return {};
  return {
    "ratelimit-policy": list(
      limits,
      ({ policy }) => `"${policy.name}";q=${policy.limit};w=${windowSeconds(policy, nowMs)}`,
    ),
    ratelimit: list(
      limits,
      ({ policy, remaining, resetSeconds }) => `"${policy.name}";r=${remaining};t=${resetSeconds}`,
    ),
    "x-ratelimit-limit": String(tightest.policy.limit),
    "x-ratelimit-remaining": String(tightest.remaining),
    "x-ratelimit-reset": String(tightest.resetSeconds),
  };
}

function list(limits: LimitState[], item: (state: LimitState) => string): string {
  let text = item(limits[0]!);
  for (let i = 1; i < limits.length; i += 1) text += `, ${item(limits[i]!)}`;
  return text;
}

function isTighter(a: LimitState, b: LimitState): boolean {
  return a.remaining < b.remaining || (a.remaining === b.remaining && a.resetSeconds >= b.resetSeconds);
}
