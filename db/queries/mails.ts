import { and, asc, count, desc, eq, gt, inArray, lte, min, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { mails, signUps, users } from "#db/schema/accounts.ts";

type NewMail = Omit<typeof mails.$inferInsert, "turn" | "signUpId"> & {
  signUpId?: string | SQL<string>;
};

/** Queues an email behind the others of its network, so that a network that causes many doesn't delay those of others. */
export function insert(tx: Db, row: NewMail) {
  const turn = row.network
    ? sql`(select count(*) from mails queued where queued.network = ${row.network})`
    : 0;
  return tx.insert(mails).values({ ...row, turn });
}

/**
 * The emails that are due, those of lower turns first. An email to a sign-up has no address once the sign-up has ended.
 */
export const due = (now: Date, limit: number) =>
  toSend(now)
    .where(lte(mails.dueAt, now))
    .orderBy(asc(mails.turn), asc(mails.dueAt), asc(mails.id))
    .limit(limit);

/**
 * The same on PostgreSQL, for several processes: nobody else gets these emails before `until`, and not then either if they
 * were removed or postponed. A process that dies meanwhile leaves them due at that time.
 */
export async function claim(now: Date, until: Date, limit: number) {
  const claimed = await db().execute<{ id: string }>(sql`
    with next as materialized (
      select id from mails where due_at <= ${sql.param(now, mails.dueAt)}
      order by turn, due_at, id limit ${limit} for update skip locked
    ) update mails set due_at = ${sql.param(until, mails.dueAt)} from next where mails.id = next.id returning mails.id`);
  if (claimed.rows.length === 0) return [];
  const ids = claimed.rows.map(({ id }) => id);
  return toSend(now).where(inArray(mails.id, ids)).orderBy(asc(mails.turn), asc(mails.id));
}

function toSend(now: Date) {
  return db()
    .select({
      id: mails.id,
      kind: mails.kind,
      userId: mails.userId,
      signUpId: mails.signUpId,
      attempts: mails.attempts,
      email: sql<string | null>`coalesce(${mails.email}, ${users.email}, ${signUps.email})`,
      dueAt: mails.dueAt,
      aboutId: mails.aboutId,
      details: mails.details,
      signUpEndsAt: signUps.expiresAt,
    })
    .from(mails)
    .leftJoin(users, eq(users.id, mails.userId))
    .leftJoin(signUps, and(eq(signUps.id, mails.signUpId), gt(signUps.expiresAt, now)));
}

/** Where a queued email goes now. Null if it isn't queued any more, has been claimed again, or has no address. */
export async function addressOf({ id, dueAt }: { id: string; dueAt: Date }): Promise<string | null> {
  const [row] = await db()
    .select({ email: sql<string | null>`coalesce(${mails.email}, ${users.email}, ${signUps.email})` })
    .from(mails)
    .leftJoin(users, eq(users.id, mails.userId))
    .leftJoin(signUps, eq(signUps.id, mails.signUpId))
    .where(and(eq(mails.id, id), eq(mails.dueAt, dueAt)));
  return row?.email ?? null;
}

/** How many emails are queued, and when the oldest of them was. */
export async function queueState(): Promise<{ waiting: number; oldest: Date | null }> {
  // Each is read from an index; both in one statement wouldn't be.
  const [[counted], [first]] = await Promise.all([
    db().select({ waiting: count() }).from(mails),
    db()
      .select({ oldest: min(mails.createdAt) })
      .from(mails),
  ]);
  return { waiting: counted!.waiting, oldest: first!.oldest };
}

export function remove(tx: Db, id: string) {
  return tx.delete(mails).where(eq(mails.id, id));
}

/** Postpones an email, unless it has been claimed again. */
export function postpone(tx: Db, mail: { id: string; dueAt: Date }, dueAt: Date, lastError: string) {
  return tx
    .update(mails)
    .set({ dueAt, lastError, attempts: sql`${mails.attempts} + 1` })
    .where(and(eq(mails.id, mail.id), eq(mails.dueAt, mail.dueAt)));
}

/** The users who have an email of this kind in the queue. */
export function recipientsOf(tx: Db, kind: string) {
  return tx.select({ userId: mails.userId }).from(mails).where(eq(mails.kind, kind));
}

/** Makes a queued email due. Changes no row if it isn't queued any more. */
export function makeDue(tx: Db, id: string, now: Date) {
  return tx.update(mails).set({ dueAt: now }).where(eq(mails.id, id));
}

const withAddress = (on = db()) =>
  on
    .select({
      id: mails.id,
      kind: mails.kind,
      to: sql<string | null>`coalesce(${mails.email}, ${users.email}, ${signUps.email})`,
      createdAt: mails.createdAt,
      attempts: mails.attempts,
      dueAt: mails.dueAt,
      lastError: mails.lastError,
    })
    .from(mails)
    .leftJoin(users, eq(users.id, mails.userId))
    .leftJoin(signUps, eq(signUps.id, mails.signUpId));

export type ListedMail = Awaited<ReturnType<typeof page>>[number];

/** A queued email as `page` lists it. */
export function listed(tx: Db, id: string) {
  return withAddress(tx).where(eq(mails.id, id));
}

// Literally as in the index: SQLite doesn't recognize it with a parameter.
const hasFailed = sql`${mails.attempts} > 0`;

/** The queued emails, newest first. Without links: they are only created when an email is sent. */
export function page(failed: boolean, position: Position | null, limit: number) {
  return withAddress()
    .where(and(failed ? hasFailed : undefined, after(mails.createdAt, mails.id, position)))
    .orderBy(desc(mails.createdAt), desc(mails.id))
    .limit(limit);
}

/** The queued emails, those due first first. */
export function dueFirst(limit: number) {
  return withAddress().orderBy(asc(mails.dueAt), asc(mails.id)).limit(limit);
}

/** How many queued emails could not be sent yet, although that was tried. */
export async function countFailed(): Promise<number> {
  const [row] = await db().select({ failed: count() }).from(mails).where(hasFailed);
  return row!.failed;
}
