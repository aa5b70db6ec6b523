"use client";

import type { RefObject } from "react";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { Arrivals } from "#components/requests/arrivals.tsx";
import { LogEnd } from "#components/requests/log-end.tsx";
import { NewRequests } from "#components/requests/new-requests.tsx";
import { NoRequests, NothingMatches } from "#components/requests/no-requests.tsx";
import { type RequestPages, rowsOf } from "#components/requests/request-log.ts";
import { RequestTable } from "#components/requests/request-table.tsx";
import type { useRequestPages } from "#components/requests/use-request-log.ts";
import type { useTail } from "#components/requests/use-tail.ts";
import type { Environment } from "#components/shell/environment.ts";
import { Card } from "#components/ui/card.tsx";
import { QueryView } from "#components/ui/query-view.tsx";

type LogListProps = {
  ref: RefObject<HTMLDivElement | null>;
  pages: ReturnType<typeof useRequestPages>;
  tail: ReturnType<typeof useTail>;
  holding: boolean;
  filters: number;
  onClear: () => void;
  environment: Environment;
  api: ExampleApi;
  retentionDays: number;
};

export function LogList({ ref, pages, tail, holding, filters, onClear, ...rest }: LogListProps) {
  function showNew() {
    tail.show();
    ref.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }
  return (
    <div ref={ref} tabIndex={-1} className="relative mt-4 outline-none">
      <Arrivals count={tail.arrived} />
      {holding ? <NewRequests count={tail.waiting} more={tail.behind} onShow={showNew} /> : null}
      <Card aria-label="Requests">
        <QueryView query={pages} what="requests">
          {(data) => <Loaded data={data} pages={pages} filters={filters} onClear={onClear} {...rest} />}
        </QueryView>
      </Card>
    </div>
  );
}

type LoadedProps = Pick<
  LogListProps,
  "pages" | "filters" | "onClear" | "environment" | "api" | "retentionDays"
> & { data: RequestPages };

function Loaded({ data, pages, filters, onClear, environment, api, retentionDays }: LoadedProps) {
  const rows = rowsOf(data);
  const searchedTo = data.pages.at(-1)!.meta.searched_to;
  if (rows.length === 0 && !pages.hasNextPage)
    return filters > 0 ? (
      <NothingMatches onClear={onClear} />
    ) : (
      <NoRequests environment={environment} api={api} />
    );
  return (
    <>
      {rows.length > 0 ? <RequestTable rows={rows} /> : null}
      <LogEnd pages={pages} searchedTo={searchedTo} found={rows.length} retentionDays={retentionDays} />
    </>
  );
}
