import { countText, windowText } from "#components/durations.ts";
import type { LimitNow } from "#lib/usage/schema.ts";

const count = new Intl.NumberFormat("en");

/** What a limit lets through now. */
export function whatIsLeft({
  used,
  remaining,
  reset_in_seconds,
  window_seconds,
}: Omit<LimitNow, "requests">): string {
  if (used === 0) return `No requests in the last ${windowText(window_seconds)}.`;
  const opens = `Next slot opens in ${countText(reset_in_seconds, "second")}.`;
  return remaining === 0 ? `Limit reached. ${opens}` : `${count.format(remaining)} left. ${opens}`;
}
