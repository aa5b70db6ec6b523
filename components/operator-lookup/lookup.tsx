"use client";

import { useState } from "react";
import { FoundKeys } from "#components/operator-lookup/found-keys.tsx";
import { FoundRequest } from "#components/operator-lookup/found-request.tsx";
import { LookupForm } from "#components/operator-lookup/lookup-form.tsx";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { FoundKey, LookupResult } from "#lib/operator/lookup-schema.ts";

/** Whose a reported key is. What was typed is neither kept nor part of the URL. */
export function Lookup() {
  const [result, setResult] = useState<LookupResult | null>(null);
  function replace(changed: FoundKey) {
    setResult(
      (shown) =>
        shown && { ...shown, keys: shown.keys.map((key) => (key.id === changed.id ? changed : key)) },
    );
  }
  return (
    <>
      <PageHeading title="Lookup">
        Somebody reported a leaked key? Find out whose it is, and revoke it.
      </PageHeading>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <LookupForm onFound={setResult} />
        {/* Always rendered, so that screen readers announce what was found. */}
        <div role="status" className="sr-only">
          {result ? foundText(result) : null}
        </div>
        {result?.request ? <FoundRequest request={result.request} /> : null}
        {result?.keys.length ? <FoundKeys keys={result.keys} onChange={replace} /> : null}
        {result && result.keys.length === 0 ? <NothingFound result={result} /> : null}
      </div>
    </>
  );
}

function foundText({ keys, request }: LookupResult): string {
  if (keys.length === 0) return request ? "The request had no known key." : "No key found.";
  return keys.length === 1 ? "1 key found." : `${keys.length} keys found.`;
}

function NothingFound({ result: { request } }: { result: LookupResult }) {
  return (
    <Card aria-label="Result">
      {request ? (
        <EmptyState title="No key">
          The request was made without a key, or with one that nobody has here.
        </EmptyState>
      ) : (
        <EmptyState title="Nothing found">
          No key of this installation has had this secret or hint, and there is no such request. Check that
          nothing is missing at either end.
        </EmptyState>
      )}
    </Card>
  );
}
