import { isNotNull, type Placeholder, sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";
import { withValues } from "#db/prepare.ts";
import { requestColumns, requests, usageHours, usageKeyDays } from "#db/schema/request-log.ts";
import { stagedRequests } from "#db/schema/sqlite/staging.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Numbers = string | Placeholder;

// In the order of the numbers, which is why they come first.
const rowsOf = (numbers: Numbers) =>
  sql`json_each(${numbers}) as listed cross join ${stagedRequests} where ${stagedRequests.seq} = listed.value`;
const rowsOfKeys = (numbers: Numbers) => sql`${rowsOf(numbers)} and ${isNotNull(stagedRequests.keyId)}`;

/** Copies rows to where they stay, in this order; `numbers` are theirs, a JSON array. */
export function copy(numbers: string) {
  const names = Object.keys(requestColumns()) as (keyof ReturnType<typeof requestColumns>)[];
  const columns = sql.join(
    names.map((name) => sql`${stagedRequests[name]}`),
    sql`, `,
  );
  return withValues("compact_copy", { numbers }, (on, bound) =>
    on.insert(requests).select(sql`select ${columns}, null from ${rowsOf(bound.numbers)}`),
  );
}

/** Counts rows by workspace, hour, route and status. */
export function addHours(numbers: string) {
  const { workspaceId, hour, environment, route, status } = usageHours;
  const counts = (of: Numbers) =>
    sql`select ${stagedRequests.workspaceId}, ${stagedRequests.environment}, ${kit.bucketStart(stagedRequests.at, HOUR_MS)}, ${stagedRequests.method} || ' ' || ${stagedRequests.route},
      ${stagedRequests.status}, count(*), sum(${stagedRequests.cost}) from ${rowsOfKeys(of)} group by 1, 2, 3, 4, 5`;
  return withValues("compact_hours", { numbers }, (on, bound) =>
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
export function addKeyDays(numbers: string) {
  const accepted = sql`max(case when ${stagedRequests.cost} > 0 then ${stagedRequests.at} end)`;
  const counts = (of: Numbers) =>
    sql`select ${stagedRequests.keyId}, ${kit.bucketStart(stagedRequests.at, DAY_MS)}, ${stagedRequests.status}, ${stagedRequests.workspaceId}, ${stagedRequests.environment},
      count(*), ${accepted} from ${rowsOfKeys(of)} group by 1, 2, 3, 4, 5`;
  return withValues("compact_key_days", { numbers }, (on, bound) =>
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
