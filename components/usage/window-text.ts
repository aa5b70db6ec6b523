const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** The window of a rate limit, after "per" or "in the last": "minute", "2 hours", "90 seconds". */
export function windowText(seconds: number): string {
  const [unit, size] = units.find(([, size]) => seconds % size === 0) ?? (["second", 1] as const);
  return seconds === size ? unit : `${(seconds / size).toLocaleString("en")} ${unit}s`;
}
