"use client";

import type { ReactNode } from "react";
import type { useOperatorList } from "#components/operator/use-operator-list.ts";
import type { PageOf } from "#components/page-of.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { QueryView } from "#components/ui/query-view.tsx";

type OperatorListProps<Item> = {
  /** What is listed, such as "users". */
  what: string;
  list: ReturnType<typeof useOperatorList<Item>>;
  columns: Column<Item>[];
  rowKey: (item: Item) => string;
  isMuted?: (item: Item) => boolean;
  filtered: boolean;
  onClear: () => void;
  /** In place of an empty list without a filter. */
  empty: ReactNode;
};

/** A table of the operator's desk, or its loading, failed or empty state. */
export function OperatorList<Item>({
  what,
  list,
  filtered,
  onClear,
  empty,
  ...table
}: OperatorListProps<Item>) {
  return (
    <Card aria-label={what} className="mt-4 overflow-hidden">
      <div aria-busy={list.isPlaceholderData} className={list.isOld ? "opacity-60" : undefined}>
        <QueryView query={list} what={what.toLowerCase()}>
          {({ pages }) => {
            const rows = rowsOf(pages, table.rowKey);
            // A page can be empty although there are more: each reads a bounded number of rows.
            if (rows.length === 0 && !list.hasNextPage)
              return filtered ? <NoneMatch what={what} onClear={onClear} /> : empty;
            return (
              <>
                <DataTable caption={what} rows={rows} {...table} />
                <LoadMore pages={list} />
              </>
            );
          }}
        </QueryView>
      </div>
    </Card>
  );
}

/** A row that was added meanwhile moves others to the next page, so one may be on two. */
const rowsOf = <Item,>(pages: PageOf<Item>[], rowKey: (item: Item) => string) => [
  ...new Map(pages.flatMap(({ data }) => data).map((row) => [rowKey(row), row])).values(),
];

function NoneMatch({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <EmptyState
      title={`No ${what.toLowerCase()} match`}
      action={
        <Button tone="plain" onClick={onClear}>
          Clear filters
        </Button>
      }
    >
      Nothing matches your search and filters.
    </EmptyState>
  );
}
