import { median } from "./median.ts";

/** What one turn of a client shows: many requests, one kind of client. */
export interface Turn {
  requests: number;
  /** Requests that weren't allowed. Must be 0, because a refusal takes another way. */
  failed: number;
  p50Ms: number;
  /** CPU time of the client's process per request. */
  cpuMicros: number;
}

/** One turn of each client, right after each other. */
export type Pair<Name extends string> = Record<Name, Turn>;

/**
 * Lets clients take turns that are so short that the machine's speed hardly changes between them. Every other time in
 * reverse, so that none gains from its place.
 */
export async function takePairs<Name extends string>(
  names: readonly Name[],
  count: number,
  take: (name: Name) => Promise<Turn>,
): Promise<Pair<Name>[]> {
  const pairs: Pair<Name>[] = [];
  for (let number = 0; number < count; number++) {
    const pair = {} as Pair<Name>;
    for (const name of number % 2 === 0 ? names : names.toReversed()) pair[name] = await take(name);
    pairs.push(pair);
  }
  return pairs;
}

/** How much more one client needs than another, at the median of all pairs. */
export const added = <Name extends string>(
  pairs: Pair<Name>[],
  ours: Name,
  theirs: Name,
  read: (turn: Turn) => number,
): number => median(pairs.map((pair) => read(pair[ours]) - read(pair[theirs])));
