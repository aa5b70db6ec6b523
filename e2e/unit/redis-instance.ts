import { onTestFinished } from "vitest";
import * as stored from "#db/queries/epochs.ts";
import { connectTo } from "#e2e/unit/redis.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { Epochs } from "#lib/limits/epochs.ts";
import { RedisStore } from "#lib/limits/redis/redis-store.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";

/**
 * An instance of a cluster that nobody watches: nothing happens between its requests. `steadyMs`: how long Redis has to work
 * before it gets the counters.
 */
export async function startUnwatched(url: string, steadyMs = 0) {
  await stored.createFirst();
  const connection = connectTo(url, 2000);
  onTestFinished(() => connection.close());
  /** Waits until Redis can be used. */
  const usable = async () => {
    while (connection.runId === null) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const epochs = new Epochs();
  const store = new RedisStore(connection, epochs, steadyMs);
  const limiter = new ClusterLimiter(epochs, store);
  const log = new DirectLog((epoch) => epochs.doubt(epoch));
  await usable();
  // The counters may still be in the Redis of an earlier test.
  for (let time = 0; time < 2; time += 1) await store.consider();
  const { key, plan, entry } = newTenant();
  const policies = [key("a", 60)];
  /** Sends requests, and returns how many are accepted. */
  const send = async (count: number) => {
    let accepted = 0;
    while (count > 0) {
      const decision = await limiter.take(policies, 1);
      const row = entry("a", decision.at, { cost: decision.cost });
      if ((await log.append(row, [], decision.epoch)) === "appended") {
        count -= 1;
        accepted += decision.cost;
      } else await limiter.refund(decision);
    }
    return accepted;
  };
  return { limiter, policies, plan, store, connection, usable, epochs, send };
}
