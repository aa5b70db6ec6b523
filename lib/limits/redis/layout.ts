import type { Address } from "#env-redis.ts";
import { SLOTS } from "#lib/limits/redis/slots.ts";

/** Slots that are on one primary, from the first to the last. */
export interface Range {
  first: number;
  last: number;
  address: Address;
}

export const nameOf = ({ host, port }: Address) => `${host}:${port}`;

/** All slots on one server. */
export const alone = (address: Address): Range[] => [{ first: 0, last: SLOTS - 1, address }];

/** One line of CLUSTER SLOTS: the first of its servers is the primary. */
type Line = [first: number, last: number, primary: [host: string | null, port: number, ...unknown[]]];

/** Reads the answer to CLUSTER SLOTS. A server that doesn't know its own name is at `askedHost`. Throws if slots are missing. */
export function rangesOf(answer: unknown, askedHost: string): Range[] {
  const ranges = (answer as Line[]).map(([first, last, [host, port]]) => ({
    first,
    last,
    address: { host: host || askedHost, port },
  }));
  const served = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (served < SLOTS) throw new Error(`the Redis Cluster serves ${served} of ${SLOTS} slots`);
  return ranges.toSorted((one, other) => one.first - other.first);
}
