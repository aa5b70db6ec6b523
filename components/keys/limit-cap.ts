const minuteSeconds = 60;
const units: Record<number, string> = { 1: "second", 60: "minute", 3600: "hour", 86400: "day" };
const count = new Intl.NumberFormat("en");

/** The most that the API accepts as a key's own limit. */
const mostRequests = 100_000;

/**
 * The highest limit of a key that can take effect under the plan's limit, which counts 60 seconds: all of it can be used in
 * one second. Null: the plan has no limit.
 */
export function highestLimit(requestsPerMinute: number | null, windowSeconds: number): number | null {
  if (requestsPerMinute === null) return null;
  return requestsPerMinute * Math.max(1, Math.ceil(windowSeconds / minuteSeconds));
}

/** The highest limit of a key that can take effect and that the API accepts. */
export const limitCap = (requestsPerMinute: number | null, windowSeconds: number) =>
  Math.min(mostRequests, highestLimit(requestsPerMinute, windowSeconds) ?? mostRequests);

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
