const minuteSeconds = 60;
const units: Record<number, string> = { 1: "second", 60: "minute", 3600: "hour", 86400: "day" };
const count = new Intl.NumberFormat("en");

/** The most that the API accepts as a key's own limit. */
const mostRequests = 100_000;

/**
 * The highest limit of a key that the plan leaves room for: more would never be reached. The plan's limit is per minute, and
 * all of it can be used in one second.
 */
export function limitCap(requestsPerMinute: number | null, windowSeconds: number): number {
  if (requestsPerMinute === null) return mostRequests;
  const windows = Math.max(1, Math.ceil(windowSeconds / minuteSeconds));
  return Math.min(mostRequests, requestsPerMinute * windows);
}

/** What is wrong with a key's own limit, or null. */
export function limitError(
  requests: number,
  windowSeconds: number,
  requestsPerMinute: number | null,
): string | null {
  if (!Number.isInteger(requests) || requests < 1) return "Enter a whole number, at least 1.";
  const cap = limitCap(requestsPerMinute, windowSeconds);
  if (requests <= cap) return null;
  const most = `At most ${count.format(cap)} per ${units[windowSeconds]}`;
  if (requestsPerMinute === null || cap === mostRequests) return `${most}.`;
  return `${most}: your plan allows ${count.format(requestsPerMinute)} requests per minute.`;
}
