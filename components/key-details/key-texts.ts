const WINDOWS: Record<number, string> = { 1: "second", 60: "minute", 3600: "hour", 86400: "day" };

/** "minute", or "90 seconds" for a window that has no name. */
export const windowText = (seconds: number): string => WINDOWS[seconds] ?? `${seconds} seconds`;

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** "24 hours", "7 days". A single day is told in hours. */
export function durationText(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds % size === 0 && seconds / size > (size === 86_400 ? 1 : 0));
  const [name, size] = unit ?? ["second", 1];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

const PRESETS = [0, 3600, 86_400, 7 * 86_400];

/** The overlaps that a rotation offers, at most the workspace's maximum, which is one of them. */
export function overlapsUpTo(maxSeconds: number): number[] {
  return [...new Set([...PRESETS.filter((seconds) => seconds <= maxSeconds), maxSeconds])];
}
