import { and, asc, desc, eq, isNull } from "drizzle-orm";
import type { Step } from "#db/atomically.ts";
import { type Db, db } from "#db/client.ts";
import { lockTable } from "#db/lock-table.ts";
import { after, type Position } from "#db/queries/position.ts";
import { serviceCredentials } from "#db/schema/workspaces.ts";

export async function byHash(secretHash: string) {
  const [row] = await db()
    .select({ id: serviceCredentials.id, name: serviceCredentials.name })
    .from(serviceCredentials)
    .where(and(eq(serviceCredentials.secretHash, secretHash), isNull(serviceCredentials.revokedAt)))
    .limit(1);
  return row ?? null;
}

export function insert(tx: Db, row: typeof serviceCredentials.$inferInsert) {
  return tx.insert(serviceCredentials).values(row);
}

export function revoke(tx: Db, id: string, now: Date) {
  return tx
    .update(serviceCredentials)
    .set({ revokedAt: now })
    .where(and(eq(serviceCredentials.id, id), isNull(serviceCredentials.revokedAt)));
}

/** Keeps other transactions from adding credentials until the commit. */
export const lockAll = (tx: Db): Step[] => lockTable(tx, serviceCredentials);

export const liveWithName = (tx: Db, name: string) =>
  tx
    .select({ id: serviceCredentials.id })
    .from(serviceCredentials)
    .where(and(eq(serviceCredentials.name, name), isNull(serviceCredentials.revokedAt)))
    .limit(1);

export async function nameOf(id: string): Promise<string | null> {
  const [row] = await db()
    .select({ name: serviceCredentials.name })
    .from(serviceCredentials)
    .where(eq(serviceCredentials.id, id))
    .limit(1);
  return row?.name ?? null;
}

const columns = {
  id: serviceCredentials.id,
  name: serviceCredentials.name,
  createdAt: serviceCredentials.createdAt,
  revokedAt: serviceCredentials.revokedAt,
};

export type ServiceRow = Awaited<ReturnType<typeof page>>[number];

/** The credentials, newest first. */
export function page(position: Position | null, limit: number) {
  return db()
    .select(columns)
    .from(serviceCredentials)
    .where(after(serviceCredentials.createdAt, serviceCredentials.id, position))
    .orderBy(desc(serviceCredentials.createdAt), desc(serviceCredentials.id))
    .limit(limit);
}

export function all() {
  return db()
    .select(columns)
    .from(serviceCredentials)
    .orderBy(asc(serviceCredentials.createdAt), asc(serviceCredentials.id));
}
