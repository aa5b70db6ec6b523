import { asc, inArray, isNotNull, lt, type Placeholder, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { withValues } from "#db/prepare.ts";
import { requestColumns, requests, usageHours, usageKeyDays } from "#db/schema/request-log.ts";
import { stagedRequests } from "#db/schema/sqlite/staging.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Numbers = string | Placeholder;

// In the order of the numbers, which is why they come first.
const rowsOf = (numbers: Numbers) =>
  sql`${kit.listed(sql`${numbers}`)} cross join ${stagedRequests} where ${stagedRequests.seq} = listed.value`;
const rowsOfKeys = (numbers: Numbers) => sql`${rowsOf(numbers)} and ${isNotNull(stagedRequests.keyId)}`;

/** Copies rows to where they stay, in this order; `numbers` are theirs, a JSON array. */
export function copy(tx: Db, numbers: string) {
  const names = Object.keys(requestColumns()) as (keyof ReturnType<typeof requestColumns>)[];
  const columns = sql.join(
    names.map((name) => sql`${stagedRequests[name]}`),
    sql`, `,
  );
  return withValues(tx, "compact_copy", { numbers }, (on, bound) =>
    on
      .insert(requests)
      .select(sql`select ${kit.nextSequence("requests")}, ${columns} from ${rowsOf(bound.numbers)}`),
  );
}

/** Counts rows by workspace, hour, route and status. */
export function addHours(tx: Db, numbers: string) {
  const { workspaceId, hour, environment, route, status } = usageHours;
  const counts = (of: Numbers) =>
    sql`select ${stagedRequests.workspaceId}, ${stagedRequests.environment}, ${instantOf(HOUR_MS)}, ${stagedRequests.method} || ' ' || ${stagedRequests.route},
      ${stagedRequests.status}, count(*), sum(${stagedRequests.cost}) from ${rowsOfKeys(of)} group by 1, 2, 3, 4, 5`;
  return withValues(tx, "compact_hours", { numbers }, (on, bound) =>
    on
      .insert(usageHours)
      .select(counts(bound.numbers))
      .onConflictDoUpdate({
        target: [workspaceId, hour, environment, route, status],
        set: {
          total: sql`${usageHours.total} + excluded.total`,
          cost: sql`${usageHours.cost} + excluded.cost`,
        },
      }),
  );
}

/** Counts rows by key, day and status; those of a key come in the order of time. */
export function addKeyDays(tx: Db, numbers: string) {
  const accepted = sql`max(case when ${stagedRequests.cost} > 0 then ${stagedRequests.at} end)`;
  const counts = (of: Numbers) =>
    sql`select ${stagedRequests.keyId}, ${instantOf(DAY_MS)}, ${stagedRequests.status}, ${stagedRequests.workspaceId}, ${stagedRequests.environment},
      count(*), ${accepted} from ${rowsOfKeys(of)} group by 1, 2, 3, 4, 5`;
  return withValues(tx, "compact_key_days", { numbers }, (on, bound) =>
    on
      .insert(usageKeyDays)
      .select(counts(bound.numbers))
      .onConflictDoUpdate({
        target: [usageKeyDays.keyId, usageKeyDays.day, usageKeyDays.status],
        set: {
          total: sql`${usageKeyDays.total} + excluded.total`,
          lastAcceptedAt: sql`coalesce(excluded.last_accepted_at, ${usageKeyDays.lastAcceptedAt})`,
        },
      }),
  );
}

const instantOf = (ms: number): SQL => kit.toInstant(kit.bucketStart(stagedRequests.at, ms));

/** Removes the oldest compacted rows, at most `limit`, that are older than a moment. Returns how many. */
export async function prune(olderThan: Date, limit: number): Promise<number> {
  const [oldest] = await db().select({ at: requests.at }).from(requests).orderBy(asc(requests.seq)).limit(1);
  // To look costs nothing; to write takes the one write lock of SQLite.
  if (!oldest || oldest.at >= olderThan) return 0;
  const first = db()
    .select({ seq: requests.seq, at: requests.at })
    .from(requests)
    .orderBy(asc(requests.seq))
    .limit(limit)
    .as("first");
  const old = db().select({ seq: first.seq }).from(first).where(lt(first.at, olderThan));
  const gone = await db().delete(requests).where(inArray(requests.seq, old)).returning({ seq: requests.seq });
  return gone.length;
}
