import type { Policy, Reading } from "#lib/ledger/ledger.ts";
import { monthMs } from "#lib/ledger/month.ts";

/** draft-ietf-httpapi-ratelimit-headers as structured fields, and the older X-RateLimit-* of the tightest policy. */
export function rateLimitHeaders(readings: Reading[], nowMs: number): Record<string, string> {
  const tightest = readings.reduce<Reading | null>(
    (tight, next) => (tight && isTighter(tight, next) ? tight : next),
    null,
  );
  if (!tightest) return {};
  return {
    "ratelimit-policy": list(
      readings,
      ({ policy }) => `"${policy.name}";q=${policy.limit};w=${windowSeconds(policy, nowMs)}`,
    ),
    ratelimit: list(
      readings,
      ({ policy, remaining, resetSeconds }) => `"${policy.name}";r=${remaining};t=${resetSeconds}`,
    ),
    "x-ratelimit-limit": String(tightest.policy.limit),
    "x-ratelimit-remaining": String(tightest.remaining),
    "x-ratelimit-reset": String(tightest.resetSeconds),
  };
}

function list(readings: Reading[], item: (reading: Reading) => string): string {
  let text = item(readings[0]!);
  for (let i = 1; i < readings.length; i += 1) text += `, ${item(readings[i]!)}`;
  return text;
}

/** A policy's window in seconds; a month's is as long as the month. */
export function windowSeconds(policy: Policy, nowMs: number): number {
  if (policy.windowSeconds !== "month") return policy.windowSeconds;
  const { start, end } = monthMs(nowMs);
  return (end - start) / 1000;
}

function isTighter(a: Reading, b: Reading): boolean {
  return a.remaining < b.remaining || (a.remaining === b.remaining && a.resetSeconds >= b.resetSeconds);
}
