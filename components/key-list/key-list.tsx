"use client";

import { useMemo } from "react";
import type { KeyDialogName } from "#components/key-dialogs/key-dialogs.tsx";
import { keyColumns } from "#components/key-list/key-columns.tsx";
import type { KeyFilter } from "#components/key-list/key-filter.ts";
import { NoKeys } from "#components/key-list/no-keys.tsx";
import { useDailyRequests } from "#components/key-list/use-daily-requests.ts";
import type { KeySelection } from "#components/key-list/use-key-selection.ts";
import { useKeys } from "#components/key-list/use-keys.ts";
import { keyName } from "#components/keys/key-name.ts";
import { type KeyViewer, rightsOf, whyReadOnly } from "#components/keys/key-rights.ts";
import type { KeyPage } from "#components/keys/use-key.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The first page of keys. If it is empty, also a page of revoked ones. */
export interface InitialKeys {
  page: KeyPage;
  revoked: KeyPage | undefined;
}

type KeyListProps = {
  filter: KeyFilter;
  /** What the server rendered for this filter. */
  initial: InitialKeys | undefined;
  selection: KeySelection;
  viewer: KeyViewer;
  onFilter: (change: Partial<KeyFilter> | null) => void;
  onOpen: (apiKey: PublicKey, dialog: KeyDialogName) => void;
};

/** The table of keys, or its loading, error or empty state. */
export function KeyList({ filter, initial, onFilter, ...rest }: KeyListProps) {
  const keys = useKeys(filter, initial?.page);
  // Other keys than the ones asked for only stay until it's clear that those can't be loaded.
  const data = keys.isPlaceholderData && keys.failureReason ? undefined : keys.data;
  const isOld = keys.isPlaceholderData && data !== undefined;
  return (
    <div aria-busy={keys.isPlaceholderData} className={isOld ? "opacity-60" : undefined}>
      <QueryView query={{ ...keys, data }} what="keys">
        {({ pages }) =>
          pages[0]?.data.length === 0 ? (
            <NoKeys filter={filter} viewer={rest.viewer} revoked={initial?.revoked} onFilter={onFilter} />
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

type KeyTableProps = Pick<KeyListProps, "selection" | "viewer" | "onOpen"> & {
  pages: PublicKey[][];
  sort: string;
  onSort: (sort: string) => void;
};

function KeyTable({ pages, sort, onSort, selection, viewer, onOpen }: KeyTableProps) {
  const dailyOf = useDailyRequests(pages);
  // A key that was created meanwhile moves others to the next page, so one may be on two.
  const rows = useMemo(() => [...new Map(pages.flat().map((key) => [key.id, key])).values()], [pages]);
  const rights = (key: PublicKey) => rightsOf(viewer, key);
  return (
    <DataTable
      caption="API keys"
      columns={keyColumns(dailyOf, rights, onOpen)}
      rows={rows}
      rowKey={({ id }) => id}
      sort={sort}
      onSort={onSort}
      isMuted={({ status }) => status === "revoked" || status === "expired"}
      selection={
        whyReadOnly(viewer)
          ? undefined
          : {
              selected: selection.ids,
              canSelect: (key) => rights(key).mayChange,
              label: (key) => `Select ${keyName(key)}`,
              allLabel: "Select all keys shown",
              onSelect: (ids, selected) =>
                selection.select(
                  rows.filter(({ id }) => ids.includes(id)),
                  selected,
                ),
            }
      }
    />
  );
}
