const dayMs = 86_400_000;
// A browser's clock may be ahead of the server's.
const leewayMs = 120_000;

interface ExpiryPolicy {
  require_expiry: boolean;
  max_lifetime_days: number | null;
}

const presets = [7, 30, 90, 365];
const daysText = (days: number) => (days === 365 ? "In 1 year" : days === 1 ? "In 1 day" : `In ${days} days`);

/** What the expiry field offers under a key policy. Values are numbers of days, `custom`, or empty for never. */
export function expiryChoices({ require_expiry, max_lifetime_days: longest }: ExpiryPolicy) {
  const allowed = presets.filter((days) => longest === null || days <= longest);
  if (longest !== null && !allowed.includes(longest)) allowed.push(longest);
  return [
    ...(require_expiry || longest !== null ? [] : [{ value: "", label: "Never" }]),
    ...allowed.map((days) => ({ value: String(days), label: daysText(days) })),
    { value: "custom", label: "Custom date" },
  ];
}

/** The latest time that a key created now can expire, or null. */
export const latestExpiry = (longestDays: number | null, nowMs: number): Date | null =>
  longestDays === null ? null : new Date(nowMs + longestDays * dayMs - leewayMs);

/** The day in the user's time zone, as a date input has it. */
export function localDay(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** When a key expires for the field's values. Null means never, undefined that it isn't a date. */
export function expiryOf(
  choice: string,
  day: string,
  longestDays: number | null,
  nowMs: number,
): Date | null | undefined {
  const latest = latestExpiry(longestDays, nowMs);
  if (choice !== "custom") {
    const days = Number(choice);
    if (!(days > 0)) return null;
    const at = new Date(nowMs + days * dayMs);
    return latest && days === longestDays ? latest : at;
  }
  // At the end of the day in the user's time zone. On the last possible day, as late as possible.
  const end = new Date(`${day}T23:59:59.999`);
  if (Number.isNaN(end.getTime())) return undefined;
  return latest && end > latest && localDay(latest) === localDay(end) ? latest : end;
}
