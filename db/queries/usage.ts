import { and, asc, desc, eq, gte, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { requests } from "#db/schema.ts";
import { env } from "#lib/env.ts";

/** Requests made with keys, in a stretch of time. */
export interface UsageFilter {
  workspaceId: string;
  environment?: string;
  keyId?: string;
  from: Date;
  to: Date;
}

const count = (condition: SQL) =>
  sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`.mapWith(Number);

const counts = {
  total: sql<number>`count(*)`.mapWith(Number),
  succeeded: count(sql`${requests.status} < 400`),
  failed: count(sql`${requests.status} >= 400 and ${requests.status} <> 429`),
  rateLimited: count(sql`${requests.status} = 429`),
};

export type Counts = Record<keyof typeof counts, number>;

function matches({ workspaceId, environment, keyId, from, to }: UsageFilter): SQL | undefined {
  return and(
    eq(requests.workspaceId, workspaceId),
    environment ? eq(requests.environment, environment) : undefined,
    keyId ? eq(requests.keyId, keyId) : isNotNull(requests.keyId),
    gte(requests.at, from),
    lt(requests.at, to),
  );
}

export async function totals(filter: UsageFilter): Promise<Counts> {
  const [row] = await db().select(counts).from(requests).where(matches(filter));
  return row!;
}

/** Counts by slice of time (epoch milliseconds of its start) and group. Slices without requests are not there. */
export function series(filter: UsageFilter, sliceMs: number, groupBy: "key" | "route" | "status" | null) {
  const start = sliceStart(sliceMs);
  const group = groupOf(groupBy);
  return db()
    .select({ start: start.mapWith(Number), group, ...counts })
    .from(requests)
    .where(matches(filter))
    .groupBy(sql`1`, sql`2`)
    .orderBy(sql`1`, sql`2`);
}

function sliceStart(sliceMs: number): SQL<number> {
  const slice = sql.raw(String(sliceMs));
  if (env.database.dialect === "sqlite") return sql`(${requests.at} / ${slice}) * ${slice}`;
  return sql`(floor(extract(epoch from ${requests.at}) * 1000 / ${slice}) * ${slice})::bigint`;
}

function groupOf(groupBy: "key" | "route" | "status" | null): SQL<string | null> {
  if (groupBy === "key") return sql<string>`${requests.keyId}`;
  if (groupBy === "route") return sql<string>`${requests.method} || ' ' || ${requests.route}`;
  return groupBy === "status" ? sql<string>`cast(${requests.status} as text)` : sql<null>`cast(null as text)`;
}

export interface LogFilter {
  environment?: string;
  keyId?: string;
  /** Who made the request: a key or a signed-in user. */
  madeBy?: "api_key" | "user";
  status?: number;
  path?: string;
  from?: Date;
  to?: Date;
}

/** A workspace's requests, newest first: keys' and signed-in users'. */
export function log(workspaceId: string, filter: LogFilter, position: Position | null, limit: number) {
  return db()
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.workspaceId, workspaceId),
        ...logConditions(filter),
        after(requests.at, requests.id, position),
      ),
    )
    .orderBy(desc(requests.at), desc(requests.id))
    .limit(limit);
}

function logConditions({
  environment,
  keyId,
  madeBy,
  status,
  path,
  from,
  to,
}: LogFilter): (SQL | undefined)[] {
  return [
    environment ? eq(requests.environment, environment) : undefined,
    keyId ? eq(requests.keyId, keyId) : undefined,
    madeBy === "api_key" ? isNotNull(requests.keyId) : undefined,
    madeBy === "user" ? isNull(requests.keyId) : undefined,
    status ? eq(requests.status, status) : undefined,
    path ? eq(requests.path, path) : undefined,
    from ? gte(requests.at, from) : undefined,
    to ? lt(requests.at, to) : undefined,
  ];
}

export async function logEntry(workspaceId: string, id: string) {
  const [row] = await db()
    .select()
    .from(requests)
    .where(and(eq(requests.workspaceId, workspaceId), eq(requests.id, id)))
    .orderBy(asc(requests.id))
    .limit(1);
  return row ?? null;
}
