import { and, desc, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { refreshTokens, sessions, users } from "#db/schema/accounts.ts";

export type NewSessionRow = typeof sessions.$inferInsert;

const withUser = {
  id: sessions.id,
  userId: sessions.userId,
  kind: sessions.kind,
  lastUsedAt: sessions.lastUsedAt,
  expiresAt: sessions.expiresAt,
  revokedAt: sessions.revokedAt,
  email: users.email,
  name: users.name,
  operator: users.operator,
  emailVerifiedAt: users.emailVerifiedAt,
};

// Suspending a user ends their sessions. If one should survive that, it is nobody's.
const ofActiveUser = isNull(users.suspendedAt);

/** A session and its user. */
export type SessionRow = NonNullable<Awaited<ReturnType<typeof byId>>>;

export async function byId(id: string) {
  const [row] = await db()
    .select(withUser)
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), ofActiveUser))
    .limit(1);
  return row ?? null;
}

export async function byTokenHash(tokenHash: string) {
  const [row] = await db()
    .select(withUser)
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, tokenHash), ofActiveUser))
    .limit(1);
  return row ?? null;
}

/** A user's live sessions, last used first. */
export function live(userId: string, now: Date, on: Db = db()) {
  return on
    .select({
      id: sessions.id,
      kind: sessions.kind,
      ip: sessions.ip,
      userAgent: sessions.userAgent,
      createdAt: sessions.createdAt,
      lastUsedAt: sessions.lastUsedAt,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id))
    .limit(100);
}

export function insert(tx: Db, row: NewSessionRow) {
  return tx.insert(sessions).values(row);
}

/**
 * Locks the session's row, and changes no row if the session has ended. A transaction with this step either commits before
 * the session is ended, or not at all.
 */
export function lockIfLive(tx: Db, id: string, now: Date) {
  return tx
    .update(sessions)
    .set({ kind: sql`${sessions.kind}` })
    .where(and(eq(sessions.id, id), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)));
}

/** Ends one of a user's sessions, and returns it if it hadn't ended before. */
export function end(tx: Db, userId: string, id: string, now: Date) {
  return tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), eq(sessions.id, id), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
}

/** Ends a user's sessions, but not the one to keep, and returns those that hadn't ended before. Some may have expired. */
export function endAll(tx: Db, userId: string, now: Date, keptId: string | null = null) {
  const others = keptId === null ? undefined : ne(sessions.id, keptId);
  return tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), others))
    .returning({ id: sessions.id, expiresAt: sessions.expiresAt });
}

/** Extends a live session. Changes no row if it has ended. */
export function extend(tx: Db, id: string, now: Date, expiresAt: Date) {
  return tx
    .update(sessions)
    .set({ lastUsedAt: now, expiresAt })
    .where(and(eq(sessions.id, id), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)));
}

const NOTE_USE_EVERY_MS = 300_000;

/** Notes a use of the session, at most once in 5 minutes, so that not every read causes a write. */
export async function touch(session: { id: string; lastUsedAt: Date }, now: Date): Promise<void> {
  if (now.getTime() - session.lastUsedAt.getTime() < NOTE_USE_EVERY_MS) return;
  await db().update(sessions).set({ lastUsedAt: now }).where(eq(sessions.id, session.id));
}

export async function refreshToken(tokenHash: string) {
  const [row] = await db()
    .select({
      sessionId: refreshTokens.sessionId,
      expiresAt: refreshTokens.expiresAt,
      usedAt: refreshTokens.usedAt,
      userId: sessions.userId,
      email: users.email,
      sessionRevokedAt: sql<Date | null>`coalesce(${sessions.revokedAt}, ${users.suspendedAt})`.mapWith(
        sessions.revokedAt,
      ),
      sessionCreatedAt: sessions.createdAt,
    })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(refreshTokens.tokenHash, tokenHash))
    .limit(1);
  return row ?? null;
}

export function insertRefreshToken(tx: Db, row: typeof refreshTokens.$inferInsert) {
  return tx.insert(refreshTokens).values(row);
}

/** Marks a valid refresh token as used. Changes no row if it was already used or has expired. */
export function useRefreshToken(tx: Db, tokenHash: string, now: Date) {
  return tx
    .update(refreshTokens)
    .set({ usedAt: now })
    .where(
      and(
        eq(refreshTokens.tokenHash, tokenHash),
        isNull(refreshTokens.usedAt),
        gt(refreshTokens.expiresAt, now),
      ),
    );
}

/** Deletes sessions that ended before `endedBefore`, with their refresh tokens. */
export function sweep(endedBefore: Date) {
  return db()
    .delete(sessions)
    .where(or(lt(sessions.expiresAt, endedBefore), lt(sessions.revokedAt, endedBefore)));
}
