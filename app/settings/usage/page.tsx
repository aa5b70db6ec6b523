import type { Metadata } from "next";
import { requireUser } from "#app/actor.ts";
import { keyName } from "#components/keys/key-name.ts";
import { lastDay } from "#components/usage/last-day.ts";
import { Usage } from "#components/usage/usage.tsx";
import { clockMs } from "#lib/clock.ts";
import { listKeys } from "#lib/keys/keys.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { listRequests } from "#lib/usage/requests.ts";
import { readRateLimits, readSeries, readUsage } from "#lib/usage/usage.ts";

export const metadata: Metadata = { title: "Usage" };

type Search = Promise<{ environment?: string | string[] }>;

export default async function UsagePage({ searchParams }: { searchParams: Search }) {
  const user = await requireUser("/settings/usage");
  const now = new Date(clockMs());
  const environment = (await searchParams).environment === "test" ? "test" : "live";
  const { from, to } = lastDay(now.getTime());
  const [limits, month, series, requests, keys] = await noteUnavailable(
    Promise.all([
      readRateLimits(user, environment),
      readUsage(user, environment, now),
      readSeries(user, { from: new Date(from), to: new Date(to), group_by: "key", environment }, now),
      listRequests(user, { limit: 20, environment, made_by: "api_key" }),
      listKeys(user, { limit: 100, environment }, now),
    ]),
  );
  return (
    <Usage
      key={environment}
      environment={environment}
      limits={limits}
      month={month}
      series={series.buckets}
      requests={requests.items}
      keyNames={Object.fromEntries(keys.items.map((key) => [key.id, keyName(key)]))}
      nowMs={now.getTime()}
    />
  );
}
