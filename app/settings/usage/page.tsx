import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { requireUser } from "#app/actor.ts";
import { readEnvironment } from "#components/shell/read-environment.ts";
import { Usage } from "#components/usage/usage.tsx";
import { seriesQuery, usageFilters } from "#components/usage/usage-filter.ts";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { listKeyLimits } from "#lib/usage/key-limits.ts";
import { readRateLimits, readSeries, readUsage } from "#lib/usage/usage.ts";

export const metadata: Metadata = { title: "Usage" };

const loadFilter = createLoader(usageFilters);

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function UsagePage({ searchParams }: { searchParams: Search }) {
  const user = await requireUser("/settings/usage");
  const now = new Date(clockMs());
  const search = await searchParams;
  const environment = readEnvironment(search);
  const filter = loadFilter(search);
  const { from, to, key_id, ...query } = seriesQuery(environment, filter, now.getTime());
  const range = { from: new Date(from), to: new Date(to) };
  const [series, limits, keyLimits, month] = await noteUnavailable(
    Promise.all([
      readSeries(user, { ...query, ...range, ...(key_id && { key_id: [key_id] }) }, now),
      readRateLimits(user, environment),
      listKeyLimits(user, { environment, limit: 10 }, now),
      readUsage(user, environment, now),
    ]),
  );
  return (
    <Usage
      appUrl={env.appUrl}
      mayWriteKeys={user.scopes.includes("keys:write") && !user.workspaceSuspended}
      rendered={{
        environment,
        filter,
        series: { data: series.buckets, meta: series.meta },
        limits,
        keyLimits: { data: keyLimits.items, meta: { next_cursor: keyLimits.nextCursor } },
        month,
      }}
    />
  );
}
