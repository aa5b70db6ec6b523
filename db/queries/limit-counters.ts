import { sql } from "drizzle-orm";
import { db, postgresql } from "#db/client.ts";
import type { Epoch } from "#db/queries/epochs.ts";
import { limitCounters } from "#db/schema/postgresql/cluster.ts";

/** A counter of a cluster: of a subject's last `spanMs`, or of its month (`spanMs` 0). Times are epoch milliseconds. */
export interface CounterKey {
  /** Unique for the subject or its month, whatever the window's length is. */
  name: string;
  kind: "key" | "user" | "workspace" | "month";
  id: string;
  /** The workspace or user whose it is. All counters of a request have the same. */
  owner: string;
  environment: string;
  spanMs: number;
  /** Start and end of the month; otherwise 0. */
  startMs: number;
  endMs: number;
}

/** A request to be decided. With `forced`, it counts even if it exceeds its limits. */
export interface Ask {
  cost: number;
  forced: boolean;
  policies: { counter: CounterKey; limit: number }[];
}

export interface Outcome {
  accepted: boolean;
  /** For each policy. `waitMs` is null if it isn't exceeded, and `oldestMs` if nothing counts or it is a month. */
  states: { used: number; waitMs: number | null; oldestMs: number | null }[];
}

/** What was decided at one time, or null if the counters of the current epoch are elsewhere or lost. */
interface Decided {
  epoch: number;
  store: Epoch["store"];
  decided: { at: number; outcomes: Outcome[] } | null;
}

interface Row {
  epoch: number;
  store: Epoch["store"];
  at?: number;
  accepted: boolean[];
  used: number[];
  waits: (number | null)[];
  oldest: (number | null)[];
}

const CALL = {
  name: "decide_limits",
  text: "select decide_limits($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as decided",
};

/** Decides requests, one after the other, in one statement. */
export async function decide(asks: Ask[], nowMs: number): Promise<Decided> {
  const { buckets, counters, firsts, policies } = flat(asks);
  const values = [
    nowMs,
    buckets.map(({ name }) => name),
    buckets.map(({ kind }) => kind),
    buckets.map(({ id }) => id),
    buckets.map(({ environment }) => environment),
    buckets.map(({ startMs }) => startMs),
    buckets.map(({ endMs }) => endMs),
    buckets.map(({ spanMs }) => spanMs),
    counters.map(({ bucket }) => bucket + 1),
    counters.map(({ spanMs }) => spanMs),
    asks.map(({ cost }) => cost),
    asks.map(({ forced }) => forced),
    firsts.map((first) => first + 1),
    policies.map(({ counter }) => counter + 1),
    policies.map(({ limit }) => limit),
  ];
  const { rows } = await postgresql()!.decisions.query<{ decided: Row | null }>({ ...CALL, values });
  const row = rows[0]!.decided;
  if (!row) return decide(asks, nowMs);
  const { epoch, store, at } = row;
  if (at === undefined) return { epoch, store, decided: null };
  const outcomes = asks.map((ask, i) => ({
    accepted: row.accepted[i]!,
    states: ask.policies.map((_, j) => {
      const place = firsts[i]! + j;
      const oldestMs = row.oldest[policies[place]!.counter]!;
      return { used: row.used[place]!, waitMs: row.waits[place]!, oldestMs };
    }),
  }));
  return { epoch, store, decided: { at, outcomes } };
}

/** The asks as lists without repetitions: subjects, their windows, and the policies with their place among the windows. */
function flat(asks: Ask[]) {
  const buckets = new Map<string, { place: number; key: CounterKey }>();
  const counters = new Map<string, { place: number; bucket: number; spanMs: number }>();
  const policies: { counter: number; limit: number }[] = [];
  const firsts = asks.map((ask) => {
    const first = policies.length;
    for (const { counter: key, limit } of ask.policies) {
      const bucket = buckets.get(key.name) ?? { place: buckets.size, key };
      if (key.spanMs >= bucket.key.spanMs) buckets.set(key.name, { ...bucket, key });
      const name = `${key.name}/${key.spanMs}`;
      const counter = counters.get(name) ?? {
        place: counters.size,
        bucket: bucket.place,
        spanMs: key.spanMs,
      };
      counters.set(name, counter);
      policies.push({ counter: counter.place, limit });
    }
    return first;
  });
  return {
    buckets: [...buckets.values()].map(({ key }) => key),
    counters: [...counters.values()],
    firsts,
    policies,
  };
}

/** Takes back the cost of a request that was decided at a time in an epoch. */
export async function refund(epoch: number, at: number, cost: number, names: string[]): Promise<void> {
  await postgresql()!.decisions.query("select refund_limits($1, $2, $3, $4)", [epoch, at, cost, names]);
}

/**
 * Removes up to `limit` rows in which nothing counts any more. Returns how many. Leaves those that are in use, because a
 * statement that waited for one could hold another that somebody waits for.
 */
export async function removeExpired(nowMs: number, limit: number): Promise<number> {
  const { rowCount } = await db().execute(sql`
    with expired as materialized (
      select name from ${limitCounters} where expires_ms < ${nowMs} and name <> '' limit ${limit} for update skip locked
    ) delete from ${limitCounters} where name in (select name from expired)`);
  return rowCount ?? 0;
}
