import { and, eq, lt } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { idempotentAnswers } from "#db/schema/keys.ts";

export interface ExecutionKey {
  actorId: string;
  route: string;
  key: string;
}

export async function byKey({ actorId, route, key }: ExecutionKey) {
  const [row] = await db()
    .select()
    .from(idempotentAnswers)
    .where(
      and(
        eq(idempotentAnswers.actorId, actorId),
        eq(idempotentAnswers.route, route),
        eq(idempotentAnswers.key, key),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** Stores an answer. Replaces one from before `forgottenBefore`; if there is a later one, changes no row. */
export function store(tx: Db, row: typeof idempotentAnswers.$inferInsert, forgottenBefore: Date) {
  const { bodyHash, status, answer, createdAt } = row;
  return tx
    .insert(idempotentAnswers)
    .values(row)
    .onConflictDoUpdate({
      target: [idempotentAnswers.actorId, idempotentAnswers.route, idempotentAnswers.key],
      set: { bodyHash, status, answer, createdAt },
      setWhere: lt(idempotentAnswers.createdAt, forgottenBefore),
    });
}

/** Deletes answers from before a point in time. */
export function sweep(before: Date) {
  return db().delete(idempotentAnswers).where(lt(idempotentAnswers.createdAt, before));
}
