import { fromBase62, randomBase62, toBase62 } from "#lib/base62.ts";

export type IdKind = "usr" | "ws" | "key" | "ses" | "req" | "svc" | "mail" | "sup" | "evt" | "inv" | "emc";

const TIME_LENGTH = 8;
const RANDOM_LENGTH = 17; // 17 × log2(62) = 101 bits

/** Such as `key_`, 8 characters of time and 17 random ones. Later IDs sort later byte by byte, which keeps indexes small. */
export function newId(kind: IdKind, nowMs: number): string {
  if (nowMs !== timed.ms) timed = { ms: nowMs, text: toBase62(nowMs, TIME_LENGTH) };
  return `${kind}_${timed.text}${randomBase62(RANDOM_LENGTH)}`;
}

// Cached, because many IDs are created in the same millisecond.
let timed = { ms: -1, text: "" };

/** When an ID was created, in epoch milliseconds. */
export function idTimeMs(id: string): number {
  const time = id.indexOf("_") + 1;
  return fromBase62(id.slice(time, time + TIME_LENGTH));
}

/** The format of an ID. Nothing with another ID can exist, so callers can answer "not found" without a query. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${kind}_[0-9A-Za-z]{25}$`);
}
