import { DECISIONS_AT_ONCE } from "#db/client.ts";
import { type AcceptedCost, acceptedCosts, type WantedCosts } from "#db/queries/accepted-costs.ts";
import type { Ask, CounterKey } from "#db/queries/limit-counters.ts";
import { clockMs } from "#lib/clock.ts";
import type { Counted } from "#lib/limits/postgresql-counters.ts";
import type { RedisConnection } from "#lib/limits/redis/connection.ts";
import { DECIDE } from "#lib/limits/redis/decide-script.ts";
import { RedisUnavailable } from "#lib/limits/redis/in-time.ts";
import { Script } from "#lib/limits/redis/node.ts";
import { BEGIN, BUILD_MONTH, BUILD_WINDOW, REFUND } from "#lib/limits/redis/scripts.ts";
import { slotOf } from "#lib/limits/redis/slots.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";

const SCRIPTS = {
  decide: new Script(DECIDE),
  buildWindow: new Script(BUILD_WINDOW),
  buildMonth: new Script(BUILD_MONTH),
  refund: new Script(REFUND),
  begin: new Script(BEGIN),
};

/** Redis runs one script after the other, so more at the same time only makes them smaller. */
const SCRIPTS_AT_ONCE = 2;
/** Keeps scripts short: Redis does nothing else meanwhile. */
const LARGEST_SCRIPT = 64;
/** Limits can be added and windows can get longer while a request is decided. More often, Redis doesn't keep what it is sent. */
const MOST_BUILDS = 5;
/** How far the time of a counter can be ahead of this instance's clock. Otherwise the request would be in the log's future. */
const MOST_AHEAD_MS = 60_000;

/** When a request was decided, 1 if it was accepted (-1: counters are missing), and numbers of each policy. */
type Answer = [at: number, accepted: number, ...rest: number[]];
type Answered = Answer | "lost" | Error;

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
  /** The requests that wait for a script. */
  decisions: GroupCommit<Ask, Answered>;
}

/**
 * A cluster's counters in Redis. Counters that are missing are rebuilt from the request log; those that an epoch has are
 * complete, because no request was decided in it before they were built. Each shard has a marker with the epoch of its
 * counters.
 */
export class RedisCounters {
  readonly #redis: RedisConnection;
  readonly #installation: string;
  readonly #reads = new GroupCommit<WantedCosts, AcceptedCost[]>(acceptedCosts, DECISIONS_AT_ONCE);
  /** By the counter's key in Redis. */
  readonly #building = new Map<string, Promise<void>>();
  #shards: { epoch: number; all: Shard[] } | null = null;

  /** `installation` tells the installations that share a Redis apart. */
  constructor(redis: RedisConnection, installation: string) {
    this.#redis = redis;
    this.#installation = installation;
  }

  /**
   * Decides a request in an epoch. The requests of a tick share a script. Returns null if Redis doesn't have the counters of
   * this epoch. Throws `RedisUnavailable`, and the errors of PostgreSQL.
   */
  async decide(epoch: RedisEpoch, ask: Ask): Promise<Counted | null> {
    const [first] = ask.policies;
    if (ask.policies.some(({ counter }) => counter.owner !== first!.counter.owner))
      throw new Error("The limits of a request are those of one workspace or user");
    for (let builds = 0; builds <= MOST_BUILDS; builds += 1) {
      const answer = await this.#shardOf(epoch, first!.counter).decisions.add(ask);
      if (answer === "lost") return null;
      if (answer instanceof Error) throw answer;
      const [at, accepted, ...rest] = answer;
      if (!(at < clockMs() + MOST_AHEAD_MS)) break;
      if (accepted >= 0) return { epoch: epoch.number, at, outcome: outcomeOf(accepted, rest) };
      const missing = ask.policies.flatMap(({ counter }, i) =>
        rest[i]! < 0 ? [] : [this.#buildOnce(epoch, at, counter, rest[i]!)],
      );
      await Promise.all(missing);
    }
    throw new RedisUnavailable();
  }

  async refund(epoch: RedisEpoch, at: number, cost: number, counters: CounterKey[]): Promise<void> {
    const spans = counters.map(({ spanMs }) => spanMs);
    await this.#run(SCRIPTS.refund, epoch, counters, [at, cost, ...spans]);
  }

  /** Begins an epoch: only to be called by who created it, once. Returns 0, or the latest later epoch that Redis has. */
  begin(epoch: RedisEpoch): Promise<number> {
    return this.#latest(epoch, [clockMs()]);
  }

  /** Which epoch Redis has that keeps this one from beginning: the latest of the same and later ones, or 0. */
  inTheWayOf(epoch: RedisEpoch): Promise<number> {
    return this.#latest(epoch, []);
  }

  async #latest(epoch: RedisEpoch, args: number[]): Promise<number> {
    const { number, runId } = epoch;
    const later = this.#shardsOf(epoch).map(({ prefix, slot }) =>
      this.#redis.run({ runId, slot }, SCRIPTS.begin, [markerOf(prefix)], [number, ...args]),
    );
    return Math.max(...((await Promise.all(later)) as number[]));
  }

  async #decideAll({ number, runId }: RedisEpoch, { prefix, slot }: Shard, asks: Ask[]): Promise<Answered[]> {
    // The places of the counters among the script's keys. The first key is the marker.
    const places = new Map<string, number>();
    const numbers: number[] = [];
    for (const { cost, forced, policies } of asks) {
      numbers.push(cost, forced ? 1 : 0, policies.length);
      for (const { counter, limit } of policies) {
        const place = places.get(counter.name) ?? places.size + 2;
        places.set(counter.name, place);
        numbers.push(place, counter.spanMs, limit);
      }
    }
    const keys = [markerOf(prefix)];
    for (const name of places.keys()) keys.push(keyOf(prefix, number, name));
    const args = [number, clockMs(), JSON.stringify(numbers)];
    const answer = await this.#redis.run({ runId, slot }, SCRIPTS.decide, keys, args);
    const [kind, ...answers] = answer as ["decided", ...Answer[]] | ["lost", number];
    return kind === "lost" ? asks.map(() => kind) : (answers as Answer[]);
  }

  /**
   * After an epoch has begun, all requests of a subject miss its counter at once. One of them builds it, because that can read
   * and send thousands of rows. The others ask again when it is there.
   */
  #buildOnce(epoch: RedisEpoch, at: number, counter: CounterKey, beforeMs: number): Promise<void> {
    const key = keyOf(this.#shardOf(epoch, counter).prefix, epoch.number, counter.name);
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
    const { prefix, slot } = this.#shardOf(epoch, counters[0]!);
    const keys = counters.map(({ name }) => keyOf(prefix, number, name));
    return this.#redis.run({ runId, slot }, script, [markerOf(prefix), ...keys], [number, ...args]);
  }

  #shardOf(epoch: RedisEpoch, { owner }: CounterKey): Shard {
    const all = this.#shardsOf(epoch);
    if (all.length === 1) return all[0]!;
    let hash = 0;
    for (let i = 0; i < owner.length; i += 1) hash = (Math.imul(hash, 31) + owner.charCodeAt(i)) | 0;
    return all[(hash >>> 0) % all.length]!;
  }

  /** One server has all in one shard, because requests of different shards can't share a script. */
  #shardsOf(epoch: RedisEpoch): Shard[] {
    if (this.#shards?.epoch === epoch.number) return this.#shards.all;
    // What a run of Redis is doesn't change, so all instances have the same shards.
    if (this.#redis.runId !== epoch.runId) throw new RedisUnavailable();
    const tags = this.#redis.inCluster
      ? Array.from({ length: SHARDS }, (_, number) => `${this.#installation}:${number}`)
      : [this.#installation];
    const all = tags.map((tag) => this.#newShard(epoch, tag));
    this.#shards = { epoch: epoch.number, all };
    return all;
  }

  #newShard(epoch: RedisEpoch, tag: string): Shard {
    let failure: Error | null = null;
    const decideAll = async (asks: Ask[]): Promise<Answered[]> => {
      try {
        // Without an answer, the epoch ends, so requests that have waited for their turn needn't wait for Redis too.
        if (!failure) return await this.#decideAll(epoch, shard, asks);
      } catch (error) {
        // Not thrown, because then each request would be sent again by itself.
        failure = error as Error;
      }
      return asks.map(() => failure!);
    };
    const decisions = new GroupCommit<Ask, Answered>(decideAll, SCRIPTS_AT_ONCE, LARGEST_SCRIPT);
    const shard: Shard = { prefix: `latchkey:{${tag}}`, slot: slotOf(tag), decisions };
    return shard;
  }
}

const markerOf = (prefix: string) => `${prefix}:epoch`;

const keyOf = (prefix: string, epoch: number, name: string) => `${prefix}:${epoch}:${name}`;

/** Three numbers for each policy: what is used, the time of the oldest that counts, and the wait. */
function outcomeOf(accepted: number, numbers: number[]): Counted["outcome"] {
  const states = [];
  for (let i = 0; i < numbers.length; i += 3) {
    const [used, oldest, wait] = [numbers[i]!, numbers[i + 1]!, numbers[i + 2]!];
    states.push({ used, oldestMs: oldest < 0 ? null : oldest, waitMs: wait < 0 ? null : wait });
  }
  return { accepted: accepted === 1, states };
}
