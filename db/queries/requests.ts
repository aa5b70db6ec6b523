import { and, desc, eq, gt, isNotNull, max, min, type SQL, sql } from "drizzle-orm";
import { type Db, db, prepared, readDb } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { LARGEST_BATCH_ROWS } from "#db/queries/compaction.ts";
import { requests } from "#db/schema/request-log.ts";
import { requestLog, staged } from "#db/schema/views.ts";

/** A row of the request log. Every column is required. */
export type RequestRow = Required<typeof requests.$inferInsert>;

/** Whose rows a limit counts. Has the same shape as `Subject` in lib/request-log/subject.ts. */
type Counted =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

/**
 * The times (epoch milliseconds) and costs of requests accepted after a time, oldest first. With `staged`, the same
 * statement also searches staged rows, so it sees each row exactly once while rows are compacted.
 */
export async function acceptedSince(
  counted: Counted,
  sinceMs: number,
  staged: boolean,
): Promise<{ at: number; cost: number }[]> {
  const select = prepared(`accepted_since_${counted.kind}_${staged}`, (on, name) =>
    accepted(on, staged ? requestLog : requests, counted.kind).prepare(name),
  );
  const rows = await select.execute({ ...counted, since: new Date(sinceMs) });
  return rows.map(({ at, cost }) => ({ at: at.getTime(), cost })).sort((a, b) => a.at - b.at);
}

/** What `acceptedSince` adds up to, and when the oldest was accepted (null: none). Searches staged rows, too. */
export async function acceptedCost(
  counted: Counted,
  sinceMs: number,
): Promise<{ cost: number; oldestMs: number | null }> {
  const { at, cost } = requestLog;
  const [row] = await readDb()
    .select({ cost: sql`coalesce(sum(${cost}), 0)`.mapWith(Number), oldest: min(at) })
    .from(requestLog)
    .where(and(isSubject(counted), gt(at, new Date(sinceMs)), gt(cost, 0), kit.goesOn()));
  return { cost: row!.cost, oldestMs: row!.oldest?.getTime() ?? null };
}

function isSubject(counted: Counted): SQL | undefined {
  const { keyId, userId, workspaceId, environment } = requestLog;
  if (counted.kind === "key") return eq(keyId, counted.keyId);
  if (counted.kind === "user") return eq(userId, counted.userId);
  const ofWorkspace = eq(workspaceId, counted.workspaceId);
  return and(ofWorkspace, eq(environment, counted.environment), isNotNull(keyId));
}

/** When the newest row was decided, in epoch milliseconds; 0 if there are no rows. */
export async function latestAt(): Promise<number> {
  const newest = async (rows: typeof staged, order: SQL, among: number) => {
    const last = db().select({ at: rows.at }).from(rows).orderBy(desc(order)).limit(among).as("last");
    const [row] = await db()
      .select({ at: max(last.at) })
      .from(last);
    return row?.at?.getTime() ?? 0;
  };
  // SQLite's rows are in key order within a batch. PostgreSQL's are in the order of their IDs, which precede decisions.
  const indexed = requests as unknown as typeof staged;
  return Math.max(
    await newest(staged, sql`${staged.seq}`, 1),
    await newest(indexed, kit.arrivalOrder(requests), LARGEST_BATCH_ROWS),
  );
}

type Rows = typeof requests | typeof requestLog;

function accepted(on: Db, rows: Rows, kind: Counted["kind"]) {
  const since = sql.param(sql.placeholder("since"), requests.at);
  return on
    .select({ at: rows.at, cost: rows.cost })
    .from(rows as typeof requests)
    .where(and(ofSubject(kind, rows), sql`${rows.at} > ${since}`, gt(rows.cost, 0)));
}

function ofSubject(
  kind: Counted["kind"],
  { keyId, userId, workspaceId, environment }: Rows,
): SQL | undefined {
  const named = sql.placeholder;
  if (kind === "key") return eq(keyId, named("keyId"));
  if (kind === "user") return eq(userId, named("userId"));
  return and(eq(workspaceId, named("workspaceId")), eq(environment, named("environment")), isNotNull(keyId));
}
