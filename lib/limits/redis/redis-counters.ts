import { DECISIONS_AT_ONCE } from "#db/client.ts";
import { type AcceptedCost, acceptedCosts, type WantedCosts } from "#db/queries/accepted-costs.ts";
import type { Ask, CounterKey } from "#db/queries/limit-counters.ts";
import { clockMs } from "#lib/clock.ts";
import type { Verdict } from "#lib/limits/postgresql-counters.ts";
import type { RedisConnection } from "#lib/limits/redis/connection.ts";
import { Script } from "#lib/limits/redis/node.ts";
import { BEGIN, BUILD_MONTH, BUILD_WINDOW, DECIDE, REFUND } from "#lib/limits/redis/scripts.ts";
import { slotOf } from "#lib/limits/redis/slots.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";

const SCRIPTS = {
  decide: new Script(DECIDE),
  buildWindow: new Script(BUILD_WINDOW),
  buildMonth: new Script(BUILD_MONTH),
  refund: new Script(REFUND),
  begin: new Script(BEGIN),
};

type Answer = [kind: "decided" | "missing" | "lost", at: number, ...rest: number[]];

/** An epoch, and the run of Redis that has its counters. */
export interface RedisEpoch {
  number: number;
  runId: string;
}

/** Into how many parts the counters are divided in a Redis Cluster, so that it can spread them over its servers. */
const SHARDS = 64;

/** The keys of a shard have the same text in braces, so they are on one server. */
interface Shard {
  prefix: string;
  slot: number;
}

const shard = (tag: string): Shard => ({ prefix: `latchkey:{${tag}}`, slot: slotOf(tag) });

/**
 * A cluster's counters in Redis. Counters that are missing are rebuilt from the request log; those that an epoch has are
 * complete, because no request was decided in it before they were built. Each shard has a marker with the epoch of its
 * counters.
 */
export class RedisCounters {
  readonly #redis: RedisConnection;
  /** All counters, for a Redis that isn't a cluster. */
  readonly #together: Shard[];
  readonly #spread: Shard[];
  readonly #reads = new GroupCommit<WantedCosts, AcceptedCost[]>(acceptedCosts, DECISIONS_AT_ONCE);
  /** By the counter's key in Redis. */
  readonly #building = new Map<string, Promise<void>>();

  /** `installation` tells the installations that share a Redis apart. */
  constructor(redis: RedisConnection, installation: string) {
    this.#redis = redis;
    this.#together = [shard(installation)];
    this.#spread = Array.from({ length: SHARDS }, (_, number) => shard(`${installation}:${number}`));
  }

  /**
   * Decides a request in an epoch. Returns null if Redis doesn't have the counters of this epoch.
   * Throws `RedisUnavailable`, and the errors of PostgreSQL.
   */
  async decide(epoch: RedisEpoch, ask: Ask): Promise<Verdict | null> {
    const counters = ask.policies.map(({ counter }) => counter);
    if (counters.some(({ owner }) => owner !== counters[0]!.owner))
      throw new Error("The limits of a request are those of one workspace or user");
    const each = ask.policies.flatMap(({ counter, limit }) => [counter.spanMs, limit]);
    for (;;) {
      const args = [clockMs(), ask.cost, ask.forced ? 1 : 0, ...each];
      const answer = (await this.#run(SCRIPTS.decide, epoch, counters, args)) as Answer;
      const [kind, at, ...rest] = answer;
      if (kind === "lost") return null;
      if (kind === "decided") return { epoch: epoch.number, at, outcome: outcomeOf(rest) };
      const missing = counters.flatMap((counter, i) =>
        rest[i]! < 0 ? [] : [this.#buildOnce(epoch, at, counter, rest[i]!)],
      );
      await Promise.all(missing);
    }
  }

  async refund(epoch: RedisEpoch, at: number, cost: number, counters: CounterKey[]): Promise<void> {
    const spans = counters.map(({ spanMs }) => spanMs);
    await this.#run(SCRIPTS.refund, epoch, counters, [at, cost, ...spans]);
  }

  /** Begins an epoch: only to be called by who created it, once. Returns 0, or the latest later epoch that Redis has. */
  async begin({ number, runId }: RedisEpoch): Promise<number> {
    const now = clockMs();
    const later = this.#shards().map(({ prefix, slot }) =>
      this.#redis.run({ runId, slot }, SCRIPTS.begin, [markerOf(prefix)], [number, now]),
    );
    return Math.max(...((await Promise.all(later)) as number[]));
  }

  /**
   * After an epoch has begun, all requests of a subject miss its counter at once. One of them builds it, because that can read
   * and send thousands of rows. The others ask again when it is there.
   */
  #buildOnce(epoch: RedisEpoch, at: number, counter: CounterKey, beforeMs: number): Promise<void> {
    const key = keyOf(this.#shardOf(counter), epoch, counter);
    const building =
      this.#building.get(key) ??
      this.#build(epoch, at, counter, beforeMs).finally(() => this.#building.delete(key));
    this.#building.set(key, building);
    return building;
  }

  /** `beforeMs`: how far back the counter goes already. The log has what is older. */
  async #build(epoch: RedisEpoch, at: number, counter: CounterKey, beforeMs: number): Promise<void> {
    const { kind, spanMs, endMs } = counter;
    const untilMs = beforeMs > 0 ? at - beforeMs : null;
    const costs = await this.#reads.add({ counter, afterMs: at - spanMs, untilMs, nowMs: at });
    if (kind === "month") {
      const leftMs = Math.max(1, endMs - at);
      await this.#run(SCRIPTS.buildMonth, epoch, [counter], [costs[0]!.cost, leftMs]);
    } else {
      const flat = costs.flatMap(({ at: ms, cost }) => [ms, cost]);
      await this.#run(SCRIPTS.buildWindow, epoch, [counter], [beforeMs, spanMs, untilMs ?? at, ...flat]);
    }
  }

  /** Runs a script with counters of one workspace or user, which are in one shard. */
  #run(script: Script, epoch: RedisEpoch, counters: CounterKey[], args: (string | number)[]) {
    const { number, runId } = epoch;
    const shard = this.#shardOf(counters[0]!);
    const keys = counters.map((counter) => keyOf(shard, epoch, counter));
    return this.#redis.run(
      { runId, slot: shard.slot },
      script,
      [markerOf(shard.prefix), ...keys],
      [number, ...args],
    );
  }

  #shardOf({ owner }: CounterKey): Shard {
    let hash = 0;
    for (let i = 0; i < owner.length; i += 1) hash = (Math.imul(hash, 31) + owner.charCodeAt(i)) | 0;
    const shards = this.#shards();
    return shards[(hash >>> 0) % shards.length]!;
  }

  #shards(): Shard[] {
    return this.#redis.inCluster ? this.#spread : this.#together;
  }
}

const markerOf = (prefix: string) => `${prefix}:epoch`;

const keyOf = ({ prefix }: Shard, { number }: RedisEpoch, { name }: CounterKey) =>
  `${prefix}:${number}:${name}`;

/** Three numbers for each policy: what is used, the time of the oldest that counts, and the wait. */
function outcomeOf([accepted, ...numbers]: number[]): Verdict["outcome"] {
  const states = [];
  for (let i = 0; i < numbers.length; i += 3) {
    const [used, oldest, wait] = numbers.slice(i, i + 3) as [number, number, number];
    states.push({ used, oldestMs: oldest < 0 ? null : oldest, waitMs: wait < 0 ? null : wait });
  }
  return { accepted: accepted === 1, states };
}
