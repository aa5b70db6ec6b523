import { fromBase62, randomBase62, toBase62 } from "#lib/base62.ts";

export type IdKind = "usr" | "ws" | "key" | "ses" | "req" | "svc" | "mail";

const TIME_LENGTH = 8;
const RANDOM_LENGTH = 17; // 17 × log2(62) = 101 bits

/** `key_` + 8 characters of time + 17 random ones: later ids sort later byte by byte, which keeps indexes compact. */
export function newId(kind: IdKind, nowMs: number): string {
  if (nowMs !== timed.ms) timed = { ms: nowMs, text: toBase62(nowMs, TIME_LENGTH) };
  return `${kind}_${timed.text}${randomBase62(RANDOM_LENGTH)}`;
}

// Many ids are made in a millisecond.
let timed = { ms: -1, text: "" };

/** When an id of that shape was made, epoch milliseconds. */
export function idTimeMs(id: string): number {
  const time = id.indexOf("_") + 1;
  return fromBase62(id.slice(time, time + TIME_LENGTH));
}

/** The shape of an id of that kind; anything else cannot exist and is "not found". */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${kind}_[0-9A-Za-z]{25}$`);
}
