import { setTimeout as delay } from "node:timers/promises";
import type { Env } from "#env.ts";
import { RedisConnection } from "#lib/limits/redis/connection.ts";
import { nameOf } from "#lib/limits/redis/layout.ts";
import { attention, type Check, fine } from "#lib/readiness/check.ts";

const WAIT_MS = 3000;

/** Whether the instances of a cluster can count in Redis. Without it, they go on in PostgreSQL. */
export async function redis(settings: NonNullable<Env["redis"]>): Promise<Check> {
  const servers = settings.servers.addresses.map(nameOf).join(", ");
  const connection = new RedisConnection(settings);
  try {
    for (const began = performance.now(); performance.now() - began < WAIT_MS; await delay(50))
      if (connection.runId !== null) return fine("redis", servers);
    const why = connection.problem ?? "it doesn't answer";
    return attention(
      "redis",
      `${servers}: ${why}. Requests are counted in PostgreSQL, which is slower`,
      'See Troubleshooting, "Redis can\'t be used for limits".',
    );
  } finally {
    connection.close();
  }
}
