import { and, asc, desc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { Step } from "#db/atomically.ts";
import { type Db, db } from "#db/client.ts";
import { lockTable } from "#db/lock-table.ts";
import { after, type Position } from "#db/queries/position.ts";
import { serviceCredentials } from "#db/schema/workspaces.ts";

/** The credential with this secret, or that had it until a rotation whose overlap hasn't ended at `now`. */
export async function byHash(secretHash: string, now: Date) {
  const isPrevious = and(
    eq(serviceCredentials.previousSecretHash, secretHash),
    gt(serviceCredentials.previousExpiresAt, now),
  );
  const [row] = await db()
    .select({ id: serviceCredentials.id, name: serviceCredentials.name })
    .from(serviceCredentials)
    .where(
      and(
        or(eq(serviceCredentials.secretHash, secretHash), isPrevious),
        isNull(serviceCredentials.revokedAt),
      ),
    )
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

interface NewSecret {
  secretHash: string;
  /** How long the secret from before works; null: not at all. */
  previousExpiresAt: Date | null;
  now: Date;
}

/** Replaces a credential's secret. Changes no row while the one from an earlier rotation works. */
export function rotate(tx: Db, id: string, { secretHash, previousExpiresAt, now }: NewSecret) {
  return tx
    .update(serviceCredentials)
    .set({
      secretHash,
      previousSecretHash: previousExpiresAt ? sql`${serviceCredentials.secretHash}` : null,
      previousExpiresAt,
    })
    .where(
      and(
        eq(serviceCredentials.id, id),
        or(isNull(serviceCredentials.previousExpiresAt), lte(serviceCredentials.previousExpiresAt, now)),
      ),
    );
}

/** Ends the overlap of a rotation. Changes no row if there is none. */
export function endOverlap(tx: Db, id: string, now: Date) {
  return tx
    .update(serviceCredentials)
    .set({ previousSecretHash: null, previousExpiresAt: null })
    .where(and(eq(serviceCredentials.id, id), gt(serviceCredentials.previousExpiresAt, now)));
}

/** Keeps other transactions from adding credentials until the commit. */
export const lockAll = (tx: Db): Step[] => lockTable(tx, serviceCredentials);

export const liveWithName = (tx: Db, name: string) =>
  tx
    .select({ id: serviceCredentials.id })
    .from(serviceCredentials)
    .where(and(eq(serviceCredentials.name, name), isNull(serviceCredentials.revokedAt)))
    .limit(1);

const columns = {
  id: serviceCredentials.id,
  name: serviceCredentials.name,
  createdAt: serviceCredentials.createdAt,
  previousExpiresAt: serviceCredentials.previousExpiresAt,
  revokedAt: serviceCredentials.revokedAt,
};

/** A credential as the transaction sees it. */
export function rowOf(tx: Db, id: string) {
  return tx.select(columns).from(serviceCredentials).where(eq(serviceCredentials.id, id)).limit(1);
}

export async function byId(id: string): Promise<ServiceRow | null> {
  const [row] = await rowOf(db(), id);
  return row ?? null;
}

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
