import { eq } from "drizzle-orm";
import { db, postgresql } from "#db/client.ts";
import { epochs } from "#db/schema/postgresql/cluster.ts";

/** The current epoch, and where its counters are. `redisRunId` is null in PostgreSQL. */
export interface Epoch {
  number: number;
  store: "postgresql" | "redis";
  redisRunId: string | null;
}

/** Creates the first epoch of a database. Its counters don't exist yet, so it ends as soon as they are needed. */
export async function createFirst(): Promise<void> {
  await db().insert(epochs).values({ shard: 0, number: 1, store: "postgresql" }).onConflictDoNothing();
}

export async function current(): Promise<Epoch> {
  const { number, store, redisRunId } = epochs;
  const [row] = await db().select({ number, store, redisRunId }).from(epochs).where(eq(epochs.shard, 0));
  if (row) return row as Epoch;
  await createFirst();
  return current();
}

/**
 * Ends an epoch and begins the next one. Waits until everything that is being logged is committed; nothing more of the old
 * epoch will be logged. Returns the new number, or null if the epoch had ended already.
 */
export async function end(number: number, next: Omit<Epoch, "number">): Promise<number | null> {
  const { rows } = await postgresql()!.decisions.query<{ number: string | null }>(
    "select end_epoch($1, $2, $3) as number",
    [number, next.store, next.redisRunId],
  );
  return numberOf(rows[0]!.number);
}

/** Ends the current epoch. The next one's number is later than `number`, and its counters are in PostgreSQL. */
export async function skip(number: number): Promise<void> {
  await postgresql()!.decisions.query("select skip_epochs($1)", [number]);
}

/** What tells this installation apart from others that use the same Redis. */
export async function installation(): Promise<string> {
  const [row] = await db()
    .select({ installation: epochs.installation })
    .from(epochs)
    .where(eq(epochs.shard, 0));
  return row!.installation;
}

/** The driver returns 64-bit numbers as text. */
const numberOf = (text: string | null) => (text === null ? null : Number(text));

/** Removes instances that have died, and ends the epoch. Returns the new number, or null if they were removed already. */
export async function removeInstances(ids: string[]): Promise<number | null> {
  const { rows } = await postgresql()!.decisions.query<{ number: string | null }>(
    "select remove_dead_instances($1) as number",
    [ids],
  );
  return numberOf(rows[0]!.number);
}
