import { DECISIONS_AT_ONCE } from "#db/client.ts";
import { type AcceptedCost, acceptedCosts, type WantedCosts } from "#db/queries/accepted-costs.ts";
import type { Ask, CounterKey } from "#db/queries/limit-counters.ts";
import { clockMs } from "#lib/clock.ts";
import type { Verdict } from "#lib/limits/postgresql-counters.ts";
import { type RedisConnection, Script } from "#lib/limits/redis/connection.ts";
import { DECIDE } from "#lib/limits/redis/decide-script.ts";
import { BEGIN, BUILD_MONTH, BUILD_WINDOW, REFUND } from "#lib/limits/redis/scripts.ts";
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

/** When a request was decided, 1 if it was accepted (-1: counters are missing), and numbers of each policy. */
type Answer = [at: number, accepted: number, ...rest: number[]];
type Answered = Answer | "lost" | Error;

/** The requests of one epoch. */
interface Decisions {
  epoch: number;
  groups: GroupCommit<Ask, Answered>;
}

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
  #decisions: Decisions | null = null;

  /** `installation` tells the installations that share a Redis apart. */
  constructor(redis: RedisConnection, installation: string) {
    this.#redis = redis;
    // The braces keep all counters on one node.
    this.#prefix = `latchkey:{${installation}}`;
  }

  /**
   * Decides a request in an epoch. The requests of a tick share a script. Returns null if Redis doesn't have the counters of
   * this epoch. Throws `RedisUnavailable`, and the errors of PostgreSQL.
   */
  async decide(epoch: number, ask: Ask): Promise<Verdict | null> {
    for (;;) {
      const answer = await this.#decisionsOf(epoch).groups.add(ask);
      if (answer === "lost") return null;
      if (answer instanceof Error) throw answer;
      const [at, accepted, ...rest] = answer;
      if (accepted >= 0) return { epoch, at, outcome: outcomeOf(accepted, rest) };
      const missing = ask.policies.flatMap(({ counter }, i) =>
        rest[i]! < 0 ? [] : [this.#buildOnce(epoch, at, counter, rest[i]!)],
      );
      await Promise.all(missing);
    }
  }

  #decisionsOf(epoch: number): Decisions {
    if (this.#decisions?.epoch === epoch) return this.#decisions;
    let failure: Error | null = null;
    const decideAll = async (asks: Ask[]): Promise<Answered[]> => {
      try {
        // Without an answer, the epoch ends, so requests that have waited for their turn needn't wait for Redis too.
        if (!failure) return await this.#decideAll(epoch, asks);
      } catch (error) {
        // Not thrown, because then each request would be sent again by itself.
        failure = error as Error;
      }
      return asks.map(() => failure!);
    };
    const groups = new GroupCommit<Ask, Answered>(decideAll, SCRIPTS_AT_ONCE, LARGEST_SCRIPT);
    this.#decisions = { epoch, groups };
    return this.#decisions;
  }

  async #decideAll(epoch: number, asks: Ask[]): Promise<Answered[]> {
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
    const args = [epoch, clockMs(), JSON.stringify(numbers)];
    const answer = await this.#redis.run(SCRIPTS.decide, this.#keys(epoch, places.keys()), args);
    const [kind, ...answers] = answer as ["decided", ...Answer[]] | ["lost", number];
    return kind === "lost" ? asks.map(() => kind) : (answers as Answer[]);
  }

  async refund(epoch: number, at: number, cost: number, counters: CounterKey[]): Promise<void> {
    const spans = counters.map(({ spanMs }) => spanMs);
    const keys = this.#keys(epoch, namesOf(counters));
    await this.#redis.run(SCRIPTS.refund, keys, [epoch, at, cost, ...spans]);
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
    const key = this.#keys(epoch, [counter.name])[1]!;
    const building =
      this.#building.get(key) ??
      this.#build(epoch, at, counter, beforeMs).finally(() => this.#building.delete(key));
    this.#building.set(key, building);
    return building;
  }

  /** `beforeMs`: how far back the counter goes already. The log has what is older. */
  async #build(epoch: number, at: number, counter: CounterKey, beforeMs: number): Promise<void> {
    const { kind, spanMs, endMs } = counter;
    const keys = this.#keys(epoch, [counter.name]);
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

  #keys(epoch: number, counters: Iterable<string>): string[] {
    const keys = [`${this.#prefix}:epoch`];
    for (const name of counters) keys.push(`${this.#prefix}:${epoch}:${name}`);
    return keys;
  }
}

const namesOf = (counters: CounterKey[]) => counters.map(({ name }) => name);

/** Three numbers for each policy: what is used, the time of the oldest that counts, and the wait. */
function outcomeOf(accepted: number, numbers: number[]): Verdict["outcome"] {
  const states = [];
  for (let i = 0; i < numbers.length; i += 3) {
    const [used, oldest, wait] = [numbers[i]!, numbers[i + 1]!, numbers[i + 2]!];
    states.push({ used, oldestMs: oldest < 0 ? null : oldest, waitMs: wait < 0 ? null : wait });
  }
  return { accepted: accepted === 1, states };
}
