import { sql } from "drizzle-orm";
import type { PoolClient } from "pg";
import { db, postgresql, readOn } from "#db/client.ts";
import { log } from "#lib/log.ts";
import { type ReadJob, runRead } from "#lib/request-log/reads.ts";

/** Runs a query on one of PostgreSQL's connections for reads. When the signal is aborted, the database stops it. */
export async function readOnPool(job: ReadJob, stop: AbortSignal): Promise<unknown> {
  const client = await postgresql()!.reads.connect();
  const cancel = () => void cancelStatement(client);
  stop.addEventListener("abort", cancel);
  try {
    stop.throwIfAborted();
    return await readOn(client, stop, () => runRead(job));
  } finally {
    stop.removeEventListener("abort", cancel);
    // Closed if it was stopped, because the database may only now come to stop it: not the next statement.
    client.release(stop.aborted);
  }
}

async function cancelStatement(client: PoolClient): Promise<void> {
  const { processID } = client as PoolClient & { processID: number };
  await db()
    .execute(sql`select pg_cancel_backend(${processID})`)
    // It ends by itself after its time limit.
    .catch((err) => log.error({ err }, "a query of the request log could not be stopped"));
}
