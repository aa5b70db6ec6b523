import { countText } from "#components/durations.ts";

const dayMs = 86_400_000;
// A browser's clock may be ahead of the server's.
const leewayMs = 120_000;

interface ExpiryPolicy {
  require_expiry: boolean;
  max_lifetime_days: number | null;
}

/** A key whose expiration is changed. */
interface DatedKey {
  created_at: string;
  expires_at: string | null;
}

const presets = [7, 30, 90, 365];
const daysText = (days: number) => (days === 365 ? "In 1 year" : `In ${countText(days, "day")}`);
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

/** What the expiry field offers. Values are numbers of days, `custom`, `never`, or `keep` for a key that exists. */
export function expiryChoices(policy: ExpiryPolicy, key: DatedKey | null, nowMs: number) {
  const { require_expiry, max_lifetime_days: longest } = policy;
  const latest = latestExpiry(policy, key, nowMs);
  const allowed = presets.filter((days) => !latest || nowMs + days * dayMs <= latest.getTime() + leewayMs);
  if (!key && longest !== null && !allowed.includes(longest)) allowed.push(longest);
  const mayNever = !require_expiry && longest === null && key?.expires_at !== null;
  return [
    ...(key
      ? [
          {
            value: "keep",
            label: `Unchanged: ${key.expires_at ? date.format(new Date(key.expires_at)) : "never"}`,
          },
        ]
      : []),
    ...(mayNever ? [{ value: "never", label: "Never" }] : []),
    ...allowed.map((days) => ({ value: String(days), label: daysText(days) })),
    { value: "custom", label: "Custom date" },
  ];
}

/**
 * The latest time that the key can expire, or null. It counts from the key's creation, but a key that is older than the
 * policy can still get an earlier end.
 */
export function latestExpiry(
  { max_lifetime_days: longest }: ExpiryPolicy,
  key: DatedKey | null,
  nowMs: number,
): Date | null {
  if (longest === null) return null;
  const fromNow = nowMs + longest * dayMs - leewayMs;
  if (!key) return new Date(fromNow);
  const before = key.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(key.expires_at);
  return new Date(Math.max(Date.parse(key.created_at) + longest * dayMs, Math.min(before, fromNow)));
}

/** The day in the user's time zone, as a date input has it. */
export function localDay(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** When a key expires for the field's values. Null means never, undefined that it isn't a date. */
export function expiryOf(
  choice: string,
  day: string,
  latest: Date | null,
  nowMs: number,
): Date | null | undefined {
  if (choice !== "custom") {
    const days = Number(choice);
    if (!(days > 0)) return null;
    const at = new Date(nowMs + days * dayMs);
    return latest && at > latest && at.getTime() - latest.getTime() <= leewayMs ? latest : at;
  }
  // At the end of the day in the user's time zone. On the last possible day, as late as possible.
  const end = new Date(`${day}T23:59:59.999`);
  if (Number.isNaN(end.getTime())) return undefined;
  return latest && end > latest && localDay(latest) === localDay(end) ? latest : end;
}

/** What the policy says about all keys, or an empty text. */
export function expiryRule({ require_expiry, max_lifetime_days: days }: ExpiryPolicy): string {
  if (days !== null) return `Keys in this workspace can be valid for up to ${countText(days, "day")}.`;
  return require_expiry ? "Keys in this workspace must expire." : "";
}
