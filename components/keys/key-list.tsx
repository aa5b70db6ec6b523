"use client";

import { useMemo } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { keyColumns } from "#components/keys/key-columns.tsx";
import type { KeyFilter } from "#components/keys/key-filter.ts";
import { keyName } from "#components/keys/key-name.ts";
import { useDailyRequests } from "#components/keys/use-daily-requests.ts";
import type { KeySelection } from "#components/keys/use-key-selection.ts";
import { type KeyPage, useKeys } from "#components/keys/use-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type KeyListProps = {
  filter: KeyFilter;
  firstPage: KeyPage | undefined;
  selection: KeySelection;
  mayWrite: boolean;
  mayChange: (key: PublicKey) => boolean;
  onFilter: (change: Partial<Pick<KeyFilter, "sort">> | null) => void;
  onCreate: () => void;
};

/** The table of keys, or its loading, error or empty state. */
export function KeyList({ filter, firstPage, onFilter, ...rest }: KeyListProps) {
  const keys = useKeys(filter, firstPage);
  // Other keys than the ones asked for only stay until it's clear that those can't be loaded.
  const data = keys.isPlaceholderData && keys.failureReason ? undefined : keys.data;
  const isFiltered = filter.q !== "" || filter.status !== "current";
  return (
    <div aria-busy={keys.isPlaceholderData} className={keys.isPlaceholderData ? "opacity-60" : undefined}>
      <QueryView query={{ ...keys, data }} what="keys">
        {({ pages }) =>
          pages[0]?.data.length === 0 ? (
            <Nothing isFiltered={isFiltered} onShowAll={() => onFilter(null)} {...rest} />
          ) : (
            <>
              <KeyTable
                pages={pages.map((page) => page.data)}
                sort={filter.sort}
                onSort={(sort) => onFilter({ sort: sort as KeyFilter["sort"] })}
                {...rest}
              />
              <LoadMore pages={keys} />
            </>
          )
        }
      </QueryView>
    </div>
  );
}

type KeyTableProps = Pick<KeyListProps, "selection" | "mayWrite" | "mayChange"> & {
  pages: PublicKey[][];
  sort: string;
  onSort: (sort: string) => void;
};

function KeyTable({ pages, sort, onSort, selection, mayWrite, mayChange }: KeyTableProps) {
  const dailyOf = useDailyRequests(pages);
  // A key that was created meanwhile moves others to the next page, so one may be on two.
  const rows = useMemo(() => [...new Map(pages.flat().map((key) => [key.id, key])).values()], [pages]);
  return (
    <DataTable
      caption="API keys"
      columns={keyColumns(dailyOf, mayChange)}
      rows={rows}
      rowKey={({ id }) => id}
      sort={sort}
      onSort={onSort}
      isMuted={({ status }) => status === "revoked" || status === "expired"}
      selection={
        mayWrite
          ? {
              selected: selection.ids,
              canSelect: (key) => key.status !== "revoked" && mayChange(key),
              label: (key) => `Select ${keyName(key)}`,
              allLabel: "Select all keys shown",
              onSelect: (ids, selected) =>
                selection.select(
                  rows.filter(({ id }) => ids.includes(id)),
                  selected,
                ),
            }
          : undefined
      }
    />
  );
}

type NothingProps = { isFiltered: boolean; mayWrite: boolean; onCreate: () => void; onShowAll: () => void };

function Nothing({ isFiltered, mayWrite, onCreate, onShowAll }: NothingProps) {
  const hydrated = useHydrated();
  if (isFiltered) {
    const showAll = (
      <Button tone="plain" onClick={onShowAll}>
        Clear filters
      </Button>
    );
    return (
      <EmptyState title="No matching keys" action={showAll}>
        No key in this environment matches the search and the status.
      </EmptyState>
    );
  }
  const create = (
    <Button disabled={!hydrated} onClick={onCreate}>
      Create your first key
    </Button>
  );
  return (
    <EmptyState title="No keys yet" action={mayWrite ? create : undefined}>
      {mayWrite
        ? "Create a key, run the command that comes with it, and watch the first request arrive."
        : "Your role can see keys but not create them. Ask an owner or admin of the workspace."}
    </EmptyState>
  );
}
