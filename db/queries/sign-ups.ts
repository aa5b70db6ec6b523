import { and, desc, eq, gt, inArray, lte, type SQL, sql } from "drizzle-orm";
import { type Step, step } from "#db/atomically.ts";
import { type Db, db, sqlite } from "#db/client.ts";
import { codes, mails, signUps } from "#db/schema/accounts.ts";

export type SignUpRow = typeof signUps.$inferSelect;

/** The key space of PostgreSQL's advisory locks on emails. */
const EMAIL_LOCKS = 7263;

/** A sign-up that hasn't expired. */
export async function live(id: string, now: Date): Promise<SignUpRow | null> {
  const [row] = await db()
    .select()
    .from(signUps)
    .where(and(eq(signUps.id, id), gt(signUps.expiresAt, now)))
    .limit(1);
  return row ?? null;
}

/** An email's newest sign-up. */
export async function newest(email: string, now: Date): Promise<SignUpRow | null> {
  return first(email, now);
}

/** The ID of this sign-up if it was stored, else of its email's newest one. For a statement after `insertIfRoom`. */
export function storedOrNewestId({ id, email }: SignUpRow): SQL<string> {
  return sql`(select s.id from ${signUps} s where s.email = ${email}
    order by case when s.id = ${id} then 0 else 1 end, s.created_at desc, s.id desc limit 1)`;
}

/** An email's sign-up from the browser with this cookie. */
export async function ofCookie(email: string, cookieHash: string, now: Date): Promise<SignUpRow | null> {
  return first(email, now, cookieHash);
}

async function first(email: string, now: Date, cookieHash?: string): Promise<SignUpRow | null> {
  const [row] = await db()
    .select()
    .from(signUps)
    .where(
      and(
        eq(signUps.email, email),
        gt(signUps.expiresAt, now),
        cookieHash === undefined ? undefined : eq(signUps.cookieHash, cookieHash),
      ),
    )
    .orderBy(desc(signUps.createdAt), desc(signUps.id))
    .limit(1);
  return row ?? null;
}

/** Makes transactions about an email wait for each other. SQLite's transactions do that anyway. */
export function lockEmail(tx: Db, email: string): Step[] {
  if (sqlite()) return [];
  return [step(tx.execute(sql`select pg_advisory_xact_lock(${EMAIL_LOCKS}, hashtext(${email}))`))];
}

/** Adds a sign-up, unless its email already has `most`. Includes `lockEmail`. */
export function insertIfRoom(tx: Db, row: SignUpRow, most: number): Step[] {
  const others = sql`(select count(*) from ${signUps} s where s.email = ${row.email}
    and s.expires_at > ${sql.param(row.createdAt, signUps.expiresAt)} and s.id <> ${row.id})`;
  return [
    ...lockEmail(tx, row.email),
    step(tx.insert(signUps).values(row)),
    step(tx.delete(signUps).where(and(eq(signUps.id, row.id), sql`${others} >= ${most}`))),
  ];
}

/** Ends all sign-ups of an email, with their links and queued emails. */
export function endAll(tx: Db, email: string): Step[] {
  const ofEmail = () => tx.select({ id: signUps.id }).from(signUps).where(eq(signUps.email, email));
  return [
    step(tx.delete(codes).where(inArray(codes.signUpId, ofEmail()))),
    step(tx.delete(mails).where(inArray(mails.signUpId, ofEmail()))),
    step(tx.delete(signUps).where(eq(signUps.email, email))),
  ];
}

/** Deletes sign-ups that have expired. */
export function sweep(now: Date) {
  return db().delete(signUps).where(lte(signUps.expiresAt, now));
}
