import type { Metadata } from "next";
import { requireUser } from "#app/actor.ts";
import { exampleApi } from "#app/example-api.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { readEnvironment } from "#components/shell/read-environment.ts";
import { Usage } from "#components/usage/usage.tsx";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { listKeyLimits } from "#lib/usage/key-limits.ts";
import { readRateLimits, readUsage } from "#lib/usage/usage.ts";

export const metadata: Metadata = { title: "Usage" };

export default async function UsagePage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const user = await requireUser(pageUrl("/settings/usage", search));
  const now = new Date(clockMs());
  const environment = readEnvironment(search);
  // Not the series: it can take long, and here it would keep all other pages waiting. The browser asks the API for it.
  const [limits, keyLimits, month, api] = await noteUnavailable(
    Promise.all([
      readRateLimits(user, environment),
      listKeyLimits(user, { environment, limit: 10 }, now),
      readUsage(user, environment, now),
      exampleApi(),
    ]),
  );
  return (
    <Usage
      api={api}
      mayWriteKeys={user.scopes.includes("keys:write") && !user.workspaceSuspended}
      rendered={{
        environment,
        limits,
        keyLimits: { data: keyLimits.items, meta: { next_cursor: keyLimits.nextCursor } },
        month,
      }}
    />
  );
}
