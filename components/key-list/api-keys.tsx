"use client";

import { useState } from "react";
import { type KeyDialogName, KeyDialogs } from "#components/key-dialogs/key-dialogs.tsx";
import { BulkBar } from "#components/key-list/bulk-bar.tsx";
import { CreateKey } from "#components/key-list/create-key.tsx";
import { type KeyFilter, keyQueryString } from "#components/key-list/key-filter.ts";
import { KeyFilters } from "#components/key-list/key-filters.tsx";
import { type InitialKeys, KeyList } from "#components/key-list/key-list.tsx";
import { useKeyFilter } from "#components/key-list/use-key-filter.ts";
import { useKeySelection } from "#components/key-list/use-key-selection.ts";
import { type KeyViewer, readOnlyNote } from "#components/keys/key-rights.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Card } from "#components/ui/card.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type ApiKeysProps = {
  /** What the server rendered, and for which filter. */
  initial: InitialKeys & { filter: KeyFilter };
  viewer: KeyViewer;
  /** What keys can have; null if the user can't change any. */
  rules: KeyRules | null;
};

export function ApiKeys({ initial, viewer, rules }: ApiKeysProps) {
  const [filter, changeFilter] = useKeyFilter();
  const [opened, setOpened] = useState<{ apiKey: PublicKey; dialog: KeyDialogName } | null>(null);
  const query = keyQueryString(filter);
  const selection = useKeySelection(query);
  const note = readOnlyNote(viewer);
  const known = useLatest(rules);
  return (
    <>
      <PageHeading
        title="API keys"
        action={known ? <CreateKey rules={known} offered={rules !== null} /> : undefined}
      >
        Programs use API keys to authenticate. Use a separate key for each app or environment, so you can
        revoke one without breaking the others.
      </PageHeading>
      {note ? (
        <Notice role="note" className="mb-4">
          {note}
        </Notice>
      ) : null}
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
          initial={query === keyQueryString(initial.filter) ? initial : undefined}
          selection={selection}
          viewer={viewer}
          onFilter={changeFilter}
          onOpen={(apiKey, dialog) => setOpened({ apiKey, dialog })}
        />
      </Card>
      {/* Not in the list, which may become empty while a new secret is shown. */}
      {known ? <KeyDialogs opened={opened} rules={known} onClose={() => setOpened(null)} /> : null}
    </>
  );
}

/** The value, or the last one before it became null: an open dialog may show a secret, which must not vanish. */
function useLatest<Value>(value: Value | null): Value | null {
  const [latest, setLatest] = useState(value);
  if (value !== null && value !== latest) setLatest(value);
  return value ?? latest;
}
