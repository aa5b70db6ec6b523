import type { Reading } from "#lib/ledger/ledger.ts";

/** draft-ietf-httpapi-ratelimit-headers as structured fields, and the older X-RateLimit-* of the tightest policy. */
export function rateLimitHeaders(readings: Reading[]): Record<string, string> {
  const tightest = readings.reduce<Reading | null>(
    (tight, next) => (tight && isTighter(tight, next) ? tight : next),
    null,
  );
  if (!tightest) return {};
  return {
    "ratelimit-policy": readings
      .map(({ policy }) => `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}`)
      .join(", "),
    ratelimit: readings
      .map(({ policy, remaining, resetSeconds }) => `"${policy.name}";r=${remaining};t=${resetSeconds}`)
      .join(", "),
    "x-ratelimit-limit": String(tightest.policy.limit),
    "x-ratelimit-remaining": String(tightest.remaining),
    "x-ratelimit-reset": String(tightest.resetSeconds),
  };
}

function isTighter(a: Reading, b: Reading): boolean {
  return a.remaining < b.remaining || (a.remaining === b.remaining && a.resetSeconds >= b.resetSeconds);
}
