import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import { type Db, db, prepared } from "#db/client.ts";
import type { AuditEventRow } from "#db/queries/audit-events.ts";
import { auditChains, auditEvents } from "#db/schema/audit.ts";

export type ChainRow = typeof auditChains.$inferSelect;

/** Events that have no number yet, oldest first. */
export function unsealed(limit: number): Promise<AuditEventRow[]> {
  const select = prepared("unsealed_audit_events", (on, name) =>
    on
      .select()
      .from(auditEvents)
      .where(isNull(auditEvents.number))
      .orderBy(asc(auditEvents.id))
      .limit(sql.placeholder("limit"))
      .prepare(name),
  );
  return select.execute({ limit });
}

/** How many events aren't sealed: of a chain, or of all. */
export async function countUnsealed(chain: string | null = null): Promise<number> {
  const within = chain === null ? undefined : ofWorkspace(chain === "installation" ? null : chain);
  const [row] = await db()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(auditEvents)
    .where(and(isNull(auditEvents.number), within));
  return row!.count;
}

export function byNames(names: string[]): Promise<ChainRow[]> {
  return db().select().from(auditChains).where(inArray(auditChains.chain, names));
}

/** A page of all chains, by name. */
export function chainsAfter(name: string, limit: number): Promise<ChainRow[]> {
  return db()
    .select()
    .from(auditChains)
    .where(gt(auditChains.chain, name))
    .orderBy(asc(auditChains.chain))
    .limit(limit);
}

export function insertChain(tx: Db, chain: string, number: number, hash: string) {
  return tx
    .insert(auditChains)
    .values({ chain, number, hash, prunedNumber: 0, prunedHash: "" })
    .onConflictDoNothing();
}

/** Moves a chain's head. Changes no row if another process has moved it. */
export function extend(tx: Db, { chain, number, hash }: ChainRow, newNumber: number, newHash: string) {
  return tx
    .update(auditChains)
    .set({ number: newNumber, hash: newHash })
    .where(and(eq(auditChains.chain, chain), eq(auditChains.number, number), eq(auditChains.hash, hash)));
}

export interface Seal {
  id: string;
  number: number;
  hash: string;
}

/** Stores the numbers and hashes of events that have none, and returns these events. */
export function seal(tx: Db, seals: Seal[]) {
  const cases = (value: (one: Seal) => SQL) =>
    sql`case ${auditEvents.id} ${sql.join(
      seals.map((one) => sql`when ${one.id} then ${value(one)}`),
      sql` `,
    )} end`;
  return tx
    .update(auditEvents)
    .set({
      number: cases(({ number }) => sql.raw(String(number))),
      hash: cases(({ hash }) => sql`${hash}`),
    })
    .where(
      and(
        inArray(
          auditEvents.id,
          seals.map(({ id }) => id),
        ),
        isNull(auditEvents.number),
      ),
    )
    .returning({ id: auditEvents.id });
}

const ofWorkspace = (workspaceId: string | null) =>
  workspaceId === null ? isNull(auditEvents.workspaceId) : eq(auditEvents.workspaceId, workspaceId);

/** A chain's sealed events in order, after a number and up to another. */
export function sealedBetween(workspaceId: string | null, after: number, upTo: number, limit: number) {
  return db()
    .select()
    .from(auditEvents)
    .where(and(ofWorkspace(workspaceId), gt(auditEvents.number, after), lte(auditEvents.number, upTo)))
    .orderBy(asc(auditEvents.number), asc(auditEvents.id))
    .limit(limit);
}

const strayColumns = {
  id: auditEvents.id,
  number: auditEvents.number,
  chain: sql<string>`coalesce(${auditEvents.workspaceId}, 'installation')`,
};

export type StrayEvent = { id: string; number: number | null; chain: string };

/**
 * Looks at the next events by ID for a sealed one whose number isn't one of its chain's. One statement, which sees one
 * moment. `seen` is how many it has looked at, and `end` the last of them.
 */
export async function strayAmong(afterId: string, limit: number) {
  const rows = await db()
    .select({
      ...strayColumns,
      // An event that has no number yet isn't in a chain.
      fits: sql`${auditEvents.number} is null or (${auditEvents.number} <= ${auditChains.number} and ${auditEvents.number} > ${auditChains.prunedNumber})`
        .mapWith(Boolean)
        .as("fits"),
    })
    .from(auditEvents)
    .leftJoin(auditChains, eq(auditChains.chain, strayColumns.chain))
    .where(gt(auditEvents.id, afterId))
    .orderBy(asc(auditEvents.id))
    .limit(limit);
  // Null without a chain.
  const stray: StrayEvent | undefined = rows.find(({ fits }) => !fits);
  return { seen: rows.length, end: rows.at(-1)?.id, stray };
}

/** A sealed event of one chain whose number isn't one of the chain's, null if there is none. */
export async function strayOf(chain: string, workspaceId: string | null): Promise<StrayEvent | null> {
  const bound = (column: "number" | "prunedNumber") =>
    sql`coalesce((select ${auditChains[column]} from ${auditChains} where ${auditChains.chain} = ${chain}), 0)`;
  for (const outside of [
    gt(auditEvents.number, bound("number")),
    lte(auditEvents.number, bound("prunedNumber")),
  ]) {
    const [row] = await db()
      .select(strayColumns)
      .from(auditEvents)
      .where(and(ofWorkspace(workspaceId), outside))
      .orderBy(asc(auditEvents.number))
      .limit(1);
    if (row) return row;
  }
  return null;
}

/** The workspaces (null: the installation) of up to `limit` sealed events that are older than `olderThan`. */
export async function workspacesOfOld(olderThan: Date, limit: number): Promise<(string | null)[]> {
  const rows = await db()
    .select({ workspaceId: auditEvents.workspaceId })
    .from(auditEvents)
    .where(and(lt(auditEvents.at, olderThan), isNotNull(auditEvents.number)))
    .orderBy(asc(auditEvents.at), asc(auditEvents.id))
    .limit(limit);
  return [...new Set(rows.map(({ workspaceId }) => workspaceId))];
}

export function remove(tx: Db, workspaceId: string | null, upTo: number) {
  return tx.delete(auditEvents).where(and(ofWorkspace(workspaceId), lte(auditEvents.number, upTo)));
}

/** Notes which events have been deleted. Changes no row if another process has done the same. */
export function notePruned(tx: Db, chain: string, before: number, number: number, hash: string) {
  return tx
    .update(auditChains)
    .set({ prunedNumber: number, prunedHash: hash })
    .where(and(eq(auditChains.chain, chain), eq(auditChains.prunedNumber, before)));
}
