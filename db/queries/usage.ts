import { and, type Column, eq, gte, inArray, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import { type Db, prepared, readDb, sqlite } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { usageHours, usageKeyDays } from "#db/schema/request-log.ts";
import { requestLog, staged } from "#db/schema/views.ts";

/** Selects requests made with keys in a time range. */
export interface UsageFilter {
  workspaceId: string;
  environment?: string;
  /** Only these keys. */
  keyIds?: string[];
  from: Date;
  to: Date;
}

export interface Counts {
  total: number;
  succeeded: number;
  failed: number;
  rateLimited: number;
}

const sum = (when: SQL) =>
  sql<number>`coalesce(sum(case when ${when} then total else 0 end), 0)`.mapWith(Number);
const status = sql`status`;
const counts = {
  total: sql<number>`coalesce(sum(total), 0)`.mapWith(Number),
  succeeded: sum(sql`${status} < 400`),
  failed: sum(sql`${status} >= 400 and ${status} <> 429`),
  rateLimited: sum(sql`${status} = 429`),
};

export type GroupBy = "key" | "route" | "status" | "code";

/**
 * The rows to count: roll-ups and staged rows for whole hours or days, or else the request log. They are read in one
 * statement, so each request is counted exactly once while rows are compacted.
 */
function source(filter: UsageFilter, bucketMs: number, groupBy: GroupBy | null): SQL {
  const place = placeOf(filter, bucketMs, groupBy);
  if (place === "log") return fromLog(filter, bucketMs, groupBy, requestLog);
  const rolled =
    place === "keyDays" ? fromKeyDays(filter, bucketMs, groupBy) : fromHours(filter, bucketMs, groupBy);
  return sql`${rolled} union all ${fromLog(filter, bucketMs, groupBy, staged)}`;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Where requests are counted from. */
export function placeOf(
  { keyIds }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
): "log" | "hours" | "keyDays" {
  const byKey = keyIds !== undefined || groupBy === "key";
  // Keys are only counted by day, and not by route or code.
  const keyDays = bucketMs >= DAY_MS && groupBy !== "route" && groupBy !== "code";
  if (bucketMs < HOUR_MS || (byKey && !keyDays)) return "log";
  return byKey ? "keyDays" : "hours";
}

function fromLog(
  { workspaceId, environment, keyIds, from, to }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  rows: typeof requestLog | typeof staged,
): SQL {
  const groups = {
    key: sql`${rows.keyId}`,
    route: sql`${rows.method} || ' ' || ${rows.route}`,
    status: statusText(rows.status),
    code: codeText(rows),
  };
  // The plus keeps SQLite from reading the whole workspace's part of the log to find some keys.
  const whose = sqlite() && keyIds ? sql`+${rows.workspaceId}` : sql`${rows.workspaceId}`;
  const where = and(
    eq(whose, workspaceId),
    environment ? eq(rows.environment, environment) : undefined,
    keyIds ? inArray(rows.keyId, keyIds) : isNotNull(rows.keyId),
    gte(rows.at, from),
    lt(rows.at, to),
    kit.goesOn(),
  );
  const group = groupBy ? groups[groupBy] : NOTHING;
  return sql`select ${kit.bucketStart(rows.at, bucketMs)} as start, ${group} as grp, ${rows.status} as status, 1 as total from ${rows} where ${where}`;
}

function fromHours(
  { workspaceId, environment, from, to }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
): SQL {
  const groups = {
    key: NOTHING,
    route: sql`${usageHours.route}`,
    status: statusText(usageHours.status),
    code: codeText(usageHours),
  };
  const where = and(
    eq(usageHours.workspaceId, workspaceId),
    environment ? eq(usageHours.environment, environment) : undefined,
    gte(usageHours.hour, from),
    lt(usageHours.hour, to),
    kit.goesOn(),
  );
  const group = groupBy ? groups[groupBy] : NOTHING;
  return sql`select ${kit.bucketStart(usageHours.hour, bucketMs)} as start, ${group} as grp, ${usageHours.status} as status, ${usageHours.total} as total from ${usageHours} where ${where}`;
}

function fromKeyDays(
  { workspaceId, environment, keyIds, from, to }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
): SQL {
  const groups = {
    key: sql`${usageKeyDays.keyId}`,
    route: NOTHING,
    status: statusText(usageKeyDays.status),
    code: NOTHING,
  };
  const where = and(
    eq(usageKeyDays.workspaceId, workspaceId),
    environment ? eq(usageKeyDays.environment, environment) : undefined,
    keyIds ? inArray(usageKeyDays.keyId, keyIds) : undefined,
    gte(usageKeyDays.day, from),
    lt(usageKeyDays.day, to),
    kit.goesOn(),
  );
  const group = groupBy ? groups[groupBy] : NOTHING;
  return sql`select ${kit.bucketStart(usageKeyDays.day, bucketMs)} as start, ${group} as grp, ${usageKeyDays.status} as status, ${usageKeyDays.total} as total from ${usageKeyDays} where ${where}`;
}

const NOTHING = sql`cast(null as text)`;
const statusText = (column: Column) => sql`cast(${column} as text)`;
/** "ok" for successes. Null if it isn't known. */
const codeText = ({ code, status }: { code: Column; status: Column }) =>
  sql`coalesce(nullif(${code}, ''), case when ${status} < 400 then 'ok' end)`;

/** The counts for a time range of whole hours, or whole days if filtered by key: otherwise, `bucketMs` must be smaller. */
export async function totals(
  filter: UsageFilter,
  bucketMs = filter.keyIds ? DAY_MS : HOUR_MS,
): Promise<Counts> {
  const [row] = await readDb()
    .select(counts)
    .from(sql`(${source(filter, bucketMs, null)}) as buckets`);
  return row!;
}

/** The group of all requests that aren't in one of the busiest groups. */
export const OTHERS = "other";

/**
 * Counts by time bucket (its start in epoch milliseconds) and group. Buckets without requests are omitted. With
 * `mostGroups`, only the busiest groups are counted apart.
 */
export function series(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  limit: number,
  mostGroups?: number,
) {
  const rows = source(filter, bucketMs, groupBy);
  return readDb()
    .select({ start: sql<number>`start`.mapWith(Number), group: sql<string | null>`grp`, ...counts })
    .from(groupBy && mostGroups ? sql`(${busiest(rows, mostGroups)}) as buckets` : sql`(${rows}) as buckets`)
    .groupBy(sql`start`, sql`grp`)
    .orderBy(sql`start`, sql`grp`)
    .limit(limit);
}

// One statement, so that all parts of it see the same requests. A group without a name is never one of the others.
function busiest(rows: SQL, most: number): SQL {
  const goesOn = kit.goesOn() ?? sql`true`;
  return sql`with counted as materialized (
      select start, grp, status, sum(total) as total from (${rows}) as rows group by start, grp, status
    ), busiest as (
      select grp from counted where grp is not null group by grp order by sum(total) desc, grp limit ${most}
    )
    select start, status, total,
      case when grp is null or grp in (select grp from busiest) then grp else '${sql.raw(OTHERS)}' end as grp from counted where ${goesOn}`;
}

type Counted =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

/**
 * The accepted cost of a workspace's environment since `sinceMs`, a whole hour. Used for quotas. With `staged`, the same
 * statement also searches staged rows, so it counts each row exactly once while rows are compacted.
 */
export async function costSince(counted: Counted, sinceMs: number, staged: boolean): Promise<number> {
  if (counted.kind !== "workspace") throw new Error("Only a workspace has a quota");
  const { workspaceId, environment } = counted;
  // Prepared, because each workspace's first request after a start needs it. Unprepared, it took a third of that request.
  const select = prepared(`cost_since_${staged}`, (on, name) => selectCost(on, staged).prepare(name));
  const [row] = await select.execute({ workspaceId, environment, since: new Date(sinceMs) });
  return row!.cost;
}

function selectCost(on: Db, withStaged: boolean) {
  const of = ({ workspaceId, environment }: typeof usageHours | typeof staged) =>
    and(eq(workspaceId, sql.placeholder("workspaceId")), eq(environment, sql.placeholder("environment")));
  const since = sql.param(sql.placeholder("since"), usageHours.hour);
  const counted = sql`select ${usageHours.cost} as cost from ${usageHours} where ${of(usageHours)} and ${usageHours.hour} >= ${since}`;
  const stagedOnes = sql`union all select ${staged.cost} as cost from ${staged}
    where ${of(staged)} and ${isNotNull(staged.keyId)} and ${staged.at} >= ${since}`;
  return on
    .select({ cost: sql<number>`coalesce(sum(cost), 0)`.mapWith(Number) })
    .from(sql`(${withStaged ? sql`${counted} ${stagedOnes}` : counted}) as costs`);
}
