"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { callApi } from "#components/api-client.ts";
import { type AuditFilter, auditQuery, readAuditFilter } from "#components/audit/audit-filter.ts";
import type { PageOf } from "#components/page-of.ts";
import { renderedPage } from "#components/rendered.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

const parsers = {
  action: parseAsString,
  actor_id: parseAsString,
  target_id: parseAsString,
  of: parseAsString,
  from: parseAsString,
  to: parseAsString,
};

/** The filter in the URL. */
export function useAuditFilter() {
  const [search, setSearch] = useQueryStates(parsers, { shallow: true });
  const set: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(search)) if (value !== null) set[name] = value;
  return [readAuditFilter(set), (change: Partial<AuditFilter>) => void setSearch(change)] as const;
}

/** Pages of events, newest first. `firstPage` is the one that the server rendered for this filter. */
export function useAuditLog(
  filter: AuditFilter,
  firstPage: PageOf<PublicEvent> | undefined,
  enabled: boolean,
) {
  const query = String(auditQuery(filter));
  return useInfiniteQuery({
    queryKey: ["audit-events", query],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams(query);
      if (pageParam) search.set("cursor", pageParam);
      return callApi<PageOf<PublicEvent>>("GET", `/audit-events?${search}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    enabled,
    ...renderedPage(firstPage),
  });
}
