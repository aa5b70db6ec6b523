import { and, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { type Db, prepared, readDb } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import {
  DAY_MS,
  type GroupBy,
  HOUR_MS,
  placeOf,
  sourceOf,
  type UsageFilter,
} from "#db/queries/usage-sources.ts";
import { usageHours } from "#db/schema/request-log.ts";
import { staged } from "#db/schema/views.ts";

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

/** The counts for a time range of whole hours, or whole days if filtered by key: otherwise, `bucketMs` must be smaller. */
export async function totals(
  filter: UsageFilter,
  bucketMs = filter.keyIds ? DAY_MS : HOUR_MS,
): Promise<Counts> {
  const rows = await sourceOf(filter, bucketMs, null);
  const [row] = await readDb().select(counts).from(sql`(${rows}) as buckets`);
  return row!;
}

/** The group of all requests that aren't in one of the busiest groups. */
export const OTHERS = "other";

/**
 * Counts by time bucket (its start in epoch milliseconds) and group. Buckets without requests are omitted. With
 * `mostGroups`, only the busiest groups are counted apart.
 */
export async function series(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  limit: number,
  mostGroups?: number,
) {
  const rows = await sourceOf(filter, bucketMs, groupBy);
  const inOrder = placeOf(filter, bucketMs, groupBy) === "keyHours";
  return await readDb()
    .select({ start: sql<number>`start`.mapWith(Number), group: sql<string | null>`grp`, ...counts })
    .from(
      groupBy && mostGroups
        ? sql`(${busiest(rows, mostGroups, inOrder)}) as buckets`
        : sql`(${rows}) as buckets`,
    )
    .groupBy(sql`start`, sql`grp`)
    .orderBy(sql`start`, sql`grp`)
    .limit(limit);
}

// One statement, so that all parts of it see the same requests. A group without a name is never one of the others. Rows that
// are stored in this order are read twice, which takes less time than keeping them in between.
function busiest(rows: SQL, most: number, inOrder: boolean): SQL {
  const goesOn = kit.goesOn() ?? sql`true`;
  const counted = inOrder
    ? sql`not materialized (${rows})`
    : sql`materialized (select start, grp, status, sum(total) as total from (${rows}) as rows group by start, grp, status)`;
  return sql`with counted as ${counted}, busiest as (
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
