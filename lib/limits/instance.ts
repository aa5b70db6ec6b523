import type pg from "pg";
import { BELIEVED_APART_MS } from "#db/cluster/decide-function.ts";
import { createFirst, removeInstances } from "#db/queries/epochs.ts";
import * as instances from "#db/queries/instances.ts";
import { removeExpired } from "#db/queries/limit-counters.ts";
import { endSession, lockingSession } from "#db/session-locks.ts";
import { startJob } from "#lib/background-job.ts";
import { alignClock, clockMs, followClock } from "#lib/clock.ts";
import { instanceId } from "#lib/instance.ts";
import { compareClocks } from "#lib/limits/cluster-clock.ts";
import type { Epochs } from "#lib/limits/epochs.ts";
import type { RedisStore } from "#lib/limits/redis/redis-store.ts";
import { log } from "#lib/log.ts";
import { metrics } from "#lib/metrics.ts";

const WATCH_EVERY_MS = 250;
/** Every so many watches, this instance notes that it is there. */
const NOTE_EVERY = 4;
const CLEAN_EVERY = 240;
const CLEANED_ROWS = 5000;
const READINGS_AT_START = 16;
const READINGS = 3;
/** A reading of PostgreSQL's clock that may be more wrong than this is ignored. */
const CLOSE_MS = 25;

/** One process of a cluster. The others notice when it dies, and it notices when others do. */
export class Instance {
  readonly id = instanceId;
  readonly #url: string;
  readonly #epochs: Epochs;
  #session: pg.Client | null = null;
  #watches = 0;
  /** How far this instance's clock is ahead of PostgreSQL's, by its last good reading. */
  #aheadMs = 0;
  #stopWatching: (() => Promise<void>) | null = null;
  readonly #redis: RedisStore | null;

  constructor(url: string, epochs: Epochs, redis: RedisStore | null) {
    this.#url = url;
    this.#epochs = epochs;
    this.#redis = redis;
  }

  /** Joins the cluster. Its clock starts with that of the other instances or, if this is the first, with PostgreSQL's. */
  async start(): Promise<void> {
    await createFirst();
    const { aheadMs } = await compareClocks(clockMs, instances.databaseMs, READINGS_AT_START);
    const othersAheadMs = (await instances.clockAhead()) ?? 0;
    // If the others are far ahead of PostgreSQL, its clock was set while they ran. Otherwise, it is known more exactly.
    this.#aheadMs = Math.abs(othersAheadMs) > BELIEVED_APART_MS ? othersAheadMs : 0;
    alignClock(clockMs() - aheadMs + this.#aheadMs);
    await this.#join();
    // An instance that isn't connected to Redis yet would end the epoch of the others.
    await this.#redis?.connected();
    metrics.gauge(
      "latchkey_counters_in_redis",
      "In a cluster: 1 while requests are counted in Redis, 0 while they are in PostgreSQL.",
      async () => ((await this.#epochs.current()).store === "redis" ? 1 : 0),
    );
    this.#stopWatching = startJob({
      work: async () => {
        await this.watch();
        return WATCH_EVERY_MS;
      },
      afterFailureMs: WATCH_EVERY_MS,
      failure: "the other instances of the cluster could not be watched",
    });
  }

  /** Leaves the cluster. Everything that was counted has to be logged before. */
  async stop(): Promise<void> {
    await this.#stopWatching?.();
    await this.#epochs.settle();
    await instances.leave(this.id);
    await endSession(this.#session);
    this.#redis?.close();
  }

  /** One round: ends the epoch if it is in doubt or an instance has died, and every second notes that this one is there. */
  async watch(): Promise<void> {
    this.#watches += 1;
    // A decision would do that, too. But this instance may not get another request.
    await this.#epochs.settle();
    const gone = await instances.dead(this.id);
    const begun = gone.length > 0 ? await removeInstances(gone) : null;
    if (begun !== null) {
      log.warn({ instances: gone, epoch: begun }, "an instance of the cluster has died");
      await this.#epochs.refresh();
    }
    await this.#redis?.consider();
    if (this.#watches % CLEAN_EVERY === 0) await removeExpired(clockMs(), CLEANED_ROWS);
    if (this.#watches % NOTE_EVERY !== 0 && this.#session) return;
    const { aheadMs, withinMs } = await compareClocks(clockMs, instances.databaseMs, READINGS);
    if (withinMs <= CLOSE_MS) {
      this.#aheadMs = aheadMs;
      followClock(aheadMs);
    }
    const redisRunId = this.#redis?.runId ?? null;
    const seen = this.#session !== null && (await instances.noteSeen(this.id, this.#aheadMs, redisRunId));
    if (!seen) await this.#join();
  }

  async #join(): Promise<void> {
    const former = this.#session;
    this.#session = null;
    void endSession(former);
    await instances.leave(this.id);
    const session = await lockingSession(this.#url, () => {
      if (this.#session === session) this.#session = null;
    });
    try {
      await instances.join(session, this.id, this.#aheadMs);
      this.#session = session;
    } catch (error) {
      void endSession(session);
      throw error;
    }
  }
}
