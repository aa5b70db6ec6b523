"use client";

import { BulkBar } from "#components/keys/bulk-bar.tsx";
import { CreateKey } from "#components/keys/create-key.tsx";
import { type KeyFilter, keyQueryString } from "#components/keys/key-filter.ts";
import { KeyFilters } from "#components/keys/key-filters.tsx";
import { KeyList } from "#components/keys/key-list.tsx";
import type { NewKeyRules } from "#components/keys/new-key-rules.ts";
import { useCreating } from "#components/keys/use-creating.ts";
import { useKeyFilter } from "#components/keys/use-key-filter.ts";
import { useKeySelection } from "#components/keys/use-key-selection.ts";
import type { KeyPage } from "#components/keys/use-keys.ts";
import { usePreloadedDialogs } from "#components/keys/use-preloaded-dialogs.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Card } from "#components/ui/card.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type ApiKeysProps = {
  initialFilter: KeyFilter;
  firstPage: KeyPage;
  user: { id: string; role: string };
  /** What new keys can have; null if the user can't create any. */
  rules: NewKeyRules | null;
};

export function ApiKeys({ initialFilter, firstPage, user, rules }: ApiKeysProps) {
  const [filter, changeFilter] = useKeyFilter();
  const [, setCreating] = useCreating();
  usePreloadedDialogs();
  const query = keyQueryString(filter);
  const selection = useKeySelection(query);
  const mayWrite = rules !== null;
  const mayChange = ({ created_by }: PublicKey) =>
    mayWrite && (user.role !== "developer" || created_by.user_id === user.id);
  return (
    <>
      <PageHeading title="API keys" action={rules ? <CreateKey rules={rules} /> : undefined}>
        Programs use API keys to authenticate. Use a separate key for each app or environment, so you can
        revoke one without breaking the others.
        {user.role === "viewer"
          ? " As a viewer, you can see keys. Creating and changing them needs the developer role, which an owner or admin can give you."
          : null}
      </PageHeading>
      {/* Both in one place, so that the list doesn't move when a key is selected. */}
      <div className="sticky top-0 z-20 -mx-1 grid bg-background px-1 py-2 *:col-start-1 *:row-start-1">
        <div className={selection.keys.length > 0 ? "invisible" : undefined}>
          <KeyFilters filter={filter} onChange={changeFilter} />
        </div>
        {selection.keys.length > 0 ? <BulkBar selection={selection} /> : null}
      </div>
      <Card aria-label="API keys" className="mt-2 overflow-hidden">
        <KeyList
          filter={filter}
          firstPage={query === keyQueryString(initialFilter) ? firstPage : undefined}
          selection={selection}
          mayWrite={mayWrite}
          mayChange={mayChange}
          onFilter={changeFilter}
          onCreate={() => setCreating(true)}
        />
      </Card>
    </>
  );
}
