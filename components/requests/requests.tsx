"use client";

import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { LogList } from "#components/requests/log-list.tsx";
import {
  countFilters,
  nameOfList,
  noFilter,
  type RequestFilter,
  reachesNow,
  requestFilters,
} from "#components/requests/request-filter.ts";
import { FiltersButton, RequestFilters } from "#components/requests/request-filters.tsx";
import type { RequestPage } from "#components/requests/request-log.ts";
import { RequestToolbar } from "#components/requests/request-toolbar.tsx";
import { useHolding } from "#components/requests/use-holding.ts";
import { type LogView, useRequestPages } from "#components/requests/use-request-log.ts";
import { useTail } from "#components/requests/use-tail.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { useEnvironment } from "#components/shell/environment.ts";

type RequestsProps = {
  /** Which list `firstPage` is of. */
  rendered: string | null;
  firstPage: RequestPage;
  codes: string[];
  api: ExampleApi;
  retentionDays: number;
};

export function Requests({ rendered, firstPage, codes, api, retentionDays }: RequestsProps) {
  const [environment] = useEnvironment();
  const [filter, setFilter] = useQueryStates(requestFilters);
  const [paused, setPaused] = useState(false);
  const [open, setOpen] = useState(false);
  const view: LogView = { environment, filter };
  const name = nameOfList(environment, filter);
  const pages = useRequestPages(view, name === rendered ? firstPage : undefined);
  const { holding, top, list } = useHolding();
  const hydrated = useHydrated();
  // A custom range can end in the future. The server's HTML must not depend on its clock.
  const current = reachesNow(filter, hydrated ? Date.now() : 0);
  const tail = useTail(view, { live: current && !paused && pages.isSuccess, holding });
  const change = (next: Partial<RequestFilter>) => void setFilter(next);
  return (
    <>
      <PageHeading title="Requests">
        Every request made with your API keys, and why it was accepted or refused.
      </PageHeading>
      <RequestToolbar
        view={view}
        live={current && !paused}
        current={current}
        failing={tail.failing}
        onPause={setPaused}
      >
        <FiltersButton count={countFilters(filter)} open={open} onToggle={() => setOpen(!open)} />
      </RequestToolbar>
      <RequestFilters open={open} filter={filter} environment={environment} codes={codes} onChange={change} />
      <div ref={top} aria-hidden="true" />
      <LogList
        key={name}
        ref={list}
        pages={pages}
        tail={tail}
        holding={holding}
        filters={countFilters(filter)}
        onClear={() => change(noFilter)}
        environment={environment}
        api={api}
        retentionDays={retentionDays}
      />
    </>
  );
}
