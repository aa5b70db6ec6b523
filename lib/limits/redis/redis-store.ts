import { setTimeout as delay } from "node:timers/promises";
import type { Epoch } from "#db/queries/epochs.ts";
import { redisRunIds } from "#db/queries/instances.ts";
import type { Ask, CounterKey } from "#db/queries/limit-counters.ts";
import type { Epochs } from "#lib/limits/epochs.ts";
import type { Counted } from "#lib/limits/postgresql-counters.ts";
import type { RedisConnection } from "#lib/limits/redis/connection.ts";
import { RedisUnavailable } from "#lib/limits/redis/in-time.ts";
import { RedisCounters, type RedisEpoch } from "#lib/limits/redis/redis-counters.ts";
import { log } from "#lib/log.ts";

/**
 * How long all instances have to be connected to the same run of Redis before it gets the counters, and how long the last
 * fault has to be ago. What another instance last noted about its connection is up to a second old.
 */
const STEADY_MS = 2000;
/** How long an epoch that has just begun may not be in Redis yet. */
const BEGINNING_MS = 200;
const BETWEEN_LOOKS_MS = 10;

/**
 * Redis as the place of a cluster's counters. What it says is never believed by itself: the log accepts requests only in the
 * epoch that PostgreSQL says is current. Whenever Redis doesn't answer as expected, the epoch ends, and PostgreSQL decides
 * until all instances have been connected to the same run of Redis for a while.
 */
export class RedisStore {
  readonly #redis: RedisConnection;
  readonly #epochs: Epochs;
  #counters: Promise<RedisCounters> | null = null;
  readonly #steadyMs: number;
  #looking: Promise<number> | null = null;
  /** The last epoch in which Redis has decided. */
  #decidedIn = 0;
  /** The epoch at the last look, and when it was seen first. */
  #seen = { number: 0, sinceMs: 0 };

  constructor(redis: RedisConnection, epochs: Epochs, steadyMs = STEADY_MS) {
    this.#redis = redis;
    this.#epochs = epochs;
    this.#steadyMs = steadyMs;
  }

  /** The run of Redis that this instance is connected to. */
  get runId(): string | null {
    return this.#redis.runId;
  }

  /** Why Redis can't be used. Null: it can, or nothing is known yet. */
  get problem(): string | null {
    return this.#redis.problem;
  }

  /** Resolves when this instance is connected to Redis, or after a second without that. */
  async connected(): Promise<void> {
    for (const began = performance.now(); performance.now() - began < 1000; await delay(BETWEEN_LOOKS_MS))
      if (this.runId !== null) return;
  }

  /** Decides a request. Returns null if the epoch is over now. */
  decide(epoch: Epoch, ask: Ask): Promise<Counted | null> {
    const { number } = epoch;
    return this.#orEnd(number, async (counters) => {
      for (const began = performance.now(); performance.now() - began < BEGINNING_MS; ) {
        const verdict = await counters.decide(inRedis(epoch), ask);
        if (verdict) this.#decidedIn = number;
        // Its counters were there before, so they won't come.
        else if (number === this.#decidedIn) break;
        if (verdict || (await this.#look()) !== number) return verdict;
      }
      await this.#epochs.end(number, "Redis has lost the counters");
      return null;
    });
  }

  /** Reads the current epoch again after a moment. All requests that wait for it share one query. */
  #look(): Promise<number> {
    this.#looking ??= Promise.all([this.#epochs.refresh(), delay(BETWEEN_LOOKS_MS)])
      .then(([{ number }]) => number)
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async refund(epoch: Epoch, at: number, cost: number, counters: CounterKey[]): Promise<void> {
    await this.#orEnd(epoch.number, async (store) => store.refund(inRedis(epoch), at, cost, counters));
  }

  /** Moves the counters to Redis if all instances can use it, and away if this one can't. To be called now and again. */
  async consider(): Promise<void> {
    const { number, store, redisRunId } = await this.#epochs.refresh();
    const { runId, connectedMs } = this.#redis;
    if (number !== this.#seen.number) this.#seen = { number, sinceMs: performance.now() };
    if (store === "redis") {
      if (runId !== redisRunId)
        await this.#epochs.end(number, "an instance is not connected to this run of Redis");
      return;
    }
    // Every fault begins an epoch. Without a pause, a Redis that fails while it looks well would begin one after the other.
    const steadyMs = Math.min(connectedMs, performance.now() - this.#seen.sinceMs);
    if (runId === null || steadyMs < this.#steadyMs) return;
    if ((await redisRunIds()).some((other) => other !== runId)) return;
    if (!(await this.#isFreeAfter(number, runId))) return;
    const next = { store: "redis", redisRunId: runId } as const;
    const begun = await this.#epochs.end(number, "all instances are connected to Redis", next);
    if (begun !== null) await this.#begin({ number: begun, runId });
  }

  close(): void {
    this.#redis.close();
  }

  /**
   * Whether Redis has no counters of the epoch after this one yet. They would be used as soon as it has begun in PostgreSQL. If
   * there are some, this epoch ends, and the next one's number is after them.
   */
  async #isFreeAfter(epoch: number, runId: string): Promise<boolean> {
    try {
      const counters = await this.#ownCounters();
      const later = await counters.inTheWayOf({ number: epoch + 1, runId });
      // Another instance may have begun it meanwhile.
      if (later > 0 && (await this.#epochs.refresh()).number !== epoch) return false;
      return await this.#skip(epoch, later);
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      return false;
    }
  }

  async #begin(epoch: RedisEpoch): Promise<void> {
    await this.#orEnd(epoch.number, async (counters) => {
      await this.#skip(epoch.number, await counters.begin(epoch));
    });
  }

  /** Ends the current epoch if Redis has a later one. Returns whether it has none (0). */
  async #skip(epoch: number, later: number): Promise<boolean> {
    if (later === 0) return true;
    // PostgreSQL was restored from a backup, or two databases with the same origin share this Redis.
    log.error({ epoch, later }, "Redis has counters of a later epoch");
    await this.#epochs.beginAfter(later);
    return false;
  }

  #ownCounters(): Promise<RedisCounters> {
    this.#counters ??= this.#epochs
      .installation()
      .then((installation) => new RedisCounters(this.#redis, installation))
      .catch((error) => {
        this.#counters = null;
        throw error;
      });
    return this.#counters;
  }

  async #orEnd<Result>(epoch: number, work: (counters: RedisCounters) => Promise<Result>) {
    const counters = await this.#ownCounters();
    try {
      return await work(counters);
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      await this.#epochs.end(epoch, "Redis doesn't answer");
      return null;
    }
  }
}

/** A run that nobody is connected to if the epoch isn't in Redis. */
const inRedis = ({ number, redisRunId }: Epoch): RedisEpoch => ({ number, runId: redisRunId ?? "" });
