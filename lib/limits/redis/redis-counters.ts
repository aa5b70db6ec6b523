import { DECISIONS_AT_ONCE } from "#db/client.ts";
import { type AcceptedCost, acceptedCosts, type WantedCosts } from "#db/queries/accepted-costs.ts";
import type { Ask, CounterKey } from "#db/queries/limit-counters.ts";
import { clockMs } from "#lib/clock.ts";
import type { Verdict } from "#lib/limits/postgresql-counters.ts";
import { type RedisConnection, RedisUnavailable, Script } from "#lib/limits/redis/connection.ts";
import { BEGIN, BUILD_MONTH, BUILD_WINDOW, DECIDE, REFUND } from "#lib/limits/redis/scripts.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";

const SCRIPTS = {
  decide: new Script(DECIDE),
  buildWindow: new Script(BUILD_WINDOW),
  buildMonth: new Script(BUILD_MONTH),
  refund: new Script(REFUND),
  begin: new Script(BEGIN),
};

/** Limits can be added and windows can get longer while a request is decided. More often, Redis doesn't keep what it is sent. */
const MOST_BUILDS = 5;
/** How far the time of a counter can be ahead of this instance's clock. Otherwise the request would be in the log's future. */
const MOST_AHEAD_MS = 60_000;

type Answer = [kind: "decided" | "missing" | "lost", at: number, ...rest: number[]];

/**
 * A cluster's counters in Redis. Counters that are missing are rebuilt from the request log; those that an epoch has are
 * complete, because no request was decided in it before they were built.
 */
export class RedisCounters {
  readonly #redis: RedisConnection;
  readonly #prefix: string;
  readonly #reads = new GroupCommit<WantedCosts, AcceptedCost[]>(acceptedCosts, DECISIONS_AT_ONCE);
  /** By the counter's key in Redis. */
  readonly #building = new Map<string, Promise<void>>();

  /** `installation` tells the installations that share a Redis apart. */
  constructor(redis: RedisConnection, installation: string) {
    this.#redis = redis;
    // The braces keep all counters on one node.
    this.#prefix = `latchkey:{${installation}}`;
  }

  /**
   * Decides a request in an epoch. Returns null if Redis doesn't have the counters of this epoch.
   * Throws `RedisUnavailable`, and the errors of PostgreSQL.
   */
  async decide(epoch: number, ask: Ask): Promise<Verdict | null> {
    const counters = ask.policies.map(({ counter }) => counter);
    const each = ask.policies.flatMap(({ counter, limit }) => [counter.spanMs, limit]);
    for (let builds = 0; builds <= MOST_BUILDS; builds += 1) {
      const args = [epoch, clockMs(), ask.cost, ask.forced ? 1 : 0, ...each];
      const answer = (await this.#redis.run(SCRIPTS.decide, this.#keys(epoch, counters), args)) as Answer;
      const [kind, at, ...rest] = answer;
      if (kind === "lost") return null;
      if (!(at < clockMs() + MOST_AHEAD_MS)) break;
      if (kind === "decided") return { epoch, at, outcome: outcomeOf(rest) };
      const missing = counters.flatMap((counter, i) =>
        rest[i]! < 0 ? [] : [this.#buildOnce(epoch, at, counter, rest[i]!)],
      );
      await Promise.all(missing);
    }
    throw new RedisUnavailable();
  }

  async refund(epoch: number, at: number, cost: number, counters: CounterKey[]): Promise<void> {
    const spans = counters.map(({ spanMs }) => spanMs);
    await this.#redis.run(SCRIPTS.refund, this.#keys(epoch, counters), [epoch, at, cost, ...spans]);
  }

  /** Begins an epoch: only to be called by who created it, once. Returns 0, or the later epoch that Redis has. */
  async begin(epoch: number): Promise<number> {
    return (await this.#redis.run(SCRIPTS.begin, this.#keys(epoch, []), [epoch, clockMs()])) as number;
  }

  /**
   * After an epoch has begun, all requests of a subject miss its counter at once. One of them builds it, because that can read
   * and send thousands of rows. The others ask again when it is there.
   */
  #buildOnce(epoch: number, at: number, counter: CounterKey, beforeMs: number): Promise<void> {
    const key = this.#keys(epoch, [counter])[1]!;
    const building =
      this.#building.get(key) ??
      this.#build(epoch, at, counter, beforeMs).finally(() => this.#building.delete(key));
    this.#building.set(key, building);
    return building;
  }

  /** `beforeMs`: how far back the counter goes already. The log has what is older. */
  async #build(epoch: number, at: number, counter: CounterKey, beforeMs: number): Promise<void> {
    const { kind, spanMs, endMs } = counter;
    const keys = this.#keys(epoch, [counter]);
    const untilMs = beforeMs > 0 ? at - beforeMs : null;
    const costs = await this.#reads.add({ counter, afterMs: at - spanMs, untilMs, nowMs: at });
    if (kind === "month") {
      const leftMs = Math.max(1, endMs - at);
      await this.#redis.run(SCRIPTS.buildMonth, keys, [epoch, costs[0]!.cost, leftMs]);
    } else {
      const flat = costs.flatMap(({ at: ms, cost }) => [ms, cost]);
      await this.#redis.run(SCRIPTS.buildWindow, keys, [epoch, beforeMs, spanMs, untilMs ?? at, ...flat]);
    }
  }

  #keys(epoch: number, counters: CounterKey[]): string[] {
    const names = counters.map(({ name }) => `${this.#prefix}:${epoch}:${name}`);
    return [`${this.#prefix}:epoch`, ...names];
  }
}

/** Three numbers for each policy: what is used, the time of the oldest that counts, and the wait. */
function outcomeOf([accepted, ...numbers]: number[]): Verdict["outcome"] {
  const states = [];
  for (let i = 0; i < numbers.length; i += 3) {
    const [used, oldest, wait] = numbers.slice(i, i + 3) as [number, number, number];
    states.push({ used, oldestMs: oldest < 0 ? null : oldest, waitMs: wait < 0 ? null : wait });
  }
  return { accepted: accepted === 1, states };
}
