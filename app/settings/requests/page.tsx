import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { requireUser } from "#app/actor.ts";
import { exampleApi } from "#app/example-api.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { apiQuery, nameOfList, requestFilters } from "#components/requests/request-filter.ts";
import { Requests } from "#components/requests/requests.tsx";
import { readEnvironment } from "#components/shell/read-environment.ts";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import { problems } from "#lib/problems.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { RequestListQuery } from "#lib/usage/request-query.ts";
import { listRequests } from "#lib/usage/requests.ts";

export const metadata: Metadata = { title: "Requests" };

const loadFilter = createLoader(requestFilters);

export default async function RequestsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const user = await requireUser(pageUrl("/settings/requests", search));
  const environment = readEnvironment(search);
  const filter = loadFilter(search);
  const asked = RequestListQuery.safeParse({ ...apiQuery(environment, filter, clockMs()), limit: 50 });
  // A link can ask for what the API refuses, such as a range that ends before it starts. The browser shows why.
  const query = asked.data ?? { environment, limit: 50 };
  const { items, nextCursor, meta } = await noteUnavailable(listRequests(user, query));
  return (
    <Requests
      rendered={asked.success ? nameOfList(environment, filter) : null}
      firstPage={{
        data: items,
        meta: {
          next_cursor: nextCursor,
          searched_to: (meta?.searched_to as string | null) ?? null,
          // Pages are rendered in a thread that doesn't know which requests are open, so nobody may continue from here.
          after: null,
          has_more: nextCursor !== null,
        },
      }}
      codes={codes}
      api={await noteUnavailable(exampleApi())}
      retentionDays={env.retentionDays}
    />
  );
}
const codes = Object.keys(problems);
