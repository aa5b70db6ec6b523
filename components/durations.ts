const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;
const number = new Intl.NumberFormat("en");

/** "1 key", "2 keys". */
export const countText = (count: number, noun: string): string =>
  `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;

/** What a limit counts: "minute", "90 seconds", "2 hours". */
export function windowText(seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds % each === 0)!;
  return seconds === size ? unit : countText(seconds / size, unit);
}

/** How long something takes: "1 hour", "7 days". A single day is 24 hours, because it doesn't end at midnight. */
export function durationText(seconds: number): string {
  const [unit, size] = units.find(
    ([name, each]) => seconds % each === 0 && (name !== "day" || seconds > each),
  )!;
  return countText(seconds / size, unit);
}
