"use client";

import { useState } from "react";
import { CreateKeyDialog } from "#components/keys/create-key-dialog.tsx";
import { filterQuery, type KeyFilter } from "#components/keys/key-filter.ts";
import { KeyFilters } from "#components/keys/key-filters.tsx";
import { KeyList } from "#components/keys/key-list.tsx";
import { type KeyPage, useKeys } from "#components/keys/use-keys.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Card } from "#components/ui/card.tsx";
import type { Scope } from "#lib/scopes/schema.ts";

type ApiKeysProps = { initialFilter: KeyFilter; firstPage: KeyPage; scopes: Scope[]; mayWrite: boolean };

export function ApiKeys({ initialFilter, firstPage, scopes, mayWrite }: ApiKeysProps) {
  const [filter, setFilter] = useState(initialFilter);
  const [creating, setCreating] = useState(false);
  const query = filterQuery(filter);
  const keys = useKeys(filter, query === filterQuery(initialFilter) ? firstPage : undefined);

  function changeFilter(next: KeyFilter) {
    setFilter(next);
    // Also in the URL, so that a reload or a shared link shows the same list.
    window.history.replaceState(null, "", `?${filterQuery(next)}`);
  }
  return (
    <>
      <PageHeading
        title="API keys"
        action={
          mayWrite ? (
            <CreateKeyDialog open={creating} onOpenChange={setCreating} scopes={scopes} />
          ) : undefined
        }
      >
        Programs use API keys to authenticate. Use a separate key for each app or environment, so you can
        revoke one without breaking the others.
      </PageHeading>
      <KeyFilters filter={filter} onChange={changeFilter} />
      <Card aria-label="API keys" className="mt-4">
        <KeyList
          keys={keys}
          filtered={query !== ""}
          mayWrite={mayWrite}
          onCreate={() => setCreating(true)}
          onShowAll={() => changeFilter({})}
        />
      </Card>
    </>
  );
}
