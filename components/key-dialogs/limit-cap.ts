import { countText, windowText } from "#components/durations.ts";

const minuteSeconds = 60;
const count = new Intl.NumberFormat("en");

/** The most that the API accepts as a key's own limit. */
const mostRequests = 100_000;

/**
 * The highest limit of a key that can take effect and that the API accepts. The plan's limit counts 60 seconds, and all of it
 * can be used in one second. `requestsPerMinute` is null if the plan has no limit.
 */
export function limitCap(requestsPerMinute: number | null, windowSeconds: number): number {
  if (requestsPerMinute === null) return mostRequests;
  return Math.min(mostRequests, requestsPerMinute * Math.max(1, Math.ceil(windowSeconds / minuteSeconds)));
}

/** What is wrong with a key's own limit, or null. */
export function limitError(
  requests: number,
  windowSeconds: number,
  requestsPerMinute: number | null,
): string | null {
  if (!Number.isInteger(requests) || requests < 1) return "Enter a whole number, 1 or more.";
  const cap = limitCap(requestsPerMinute, windowSeconds);
  if (requests <= cap) return null;
  if (requestsPerMinute === cap && windowSeconds === minuteSeconds)
    return `Your plan allows up to ${countText(cap, "request")} per minute.`;
  const most = `Use ${count.format(cap)} or fewer per ${windowText(windowSeconds)}`;
  if (requestsPerMinute === null || cap === mostRequests) return `${most}.`;
  return `${most}: your plan allows ${countText(requestsPerMinute, "request")} per minute.`;
}
