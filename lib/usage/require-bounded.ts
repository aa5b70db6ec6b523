import type { Bounds } from "#db/queries/usage-bounds.ts";
import type { GroupBy, UsageFilter } from "#db/queries/usage-sources.ts";
import { problem } from "#lib/problem.ts";
import { read } from "#lib/request-log/reads.ts";

const MOST: Bounds = { requests: 1_000_000, counts: 5_000_000 };

/** Refuses to count more than a chart may read. Throws `invalid_parameter`. */
export async function requireBounded(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  most = MOST,
): Promise<void> {
  if (!(await read(filter.workspaceId, "exceeds", filter, bucketMs, groupBy, most))) return;
  throw problem("invalid_parameter", {
    detail:
      "There are too many requests in this time range to count them like this. Use a shorter range or a longer interval, or don't group by key.",
  });
}
