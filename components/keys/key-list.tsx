"use client";

import { useHydrated } from "#components/forms/use-hydrated.ts";
import { KeyTable } from "#components/keys/key-table.tsx";
import type { useKeys } from "#components/keys/use-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type KeyListProps = {
  keys: ReturnType<typeof useKeys>;
  filtered: boolean;
  mayWrite: boolean;
  onCreate: () => void;
  onShowAll: () => void;
};

/** The table of keys, or its loading, error or empty state. */
export function KeyList({ keys, filtered, mayWrite, onCreate, onShowAll }: KeyListProps) {
  if (keys.isPending) {
    return (
      <p role="status" className="flex items-center justify-center gap-3 px-6 py-16 text-muted">
        <Spinner /> Loading keys…
      </p>
    );
  }
  if (!keys.data) {
    return (
      <EmptyState
        title="Couldn't load keys"
        action={
          <Button tone="plain" onClick={() => keys.refetch()}>
            Try again
          </Button>
        }
      >
        {keys.error.message}
      </EmptyState>
    );
  }
  const rows = keys.data.pages.flatMap((page) => page.data);
  if (rows.length === 0) {
    return filtered ? (
      <NothingMatches onShowAll={onShowAll} />
    ) : (
      <NoKeys mayWrite={mayWrite} onCreate={onCreate} />
    );
  }
  return (
    <>
      <KeyTable keys={rows} mayWrite={mayWrite} />
      {keys.hasNextPage ? (
        <div className="border-t p-3 text-center">
          <Button tone="ghost" pending={keys.isFetchingNextPage} onClick={() => keys.fetchNextPage()}>
            {keys.isFetchingNextPage ? <Spinner /> : null}
            Load more
          </Button>
        </div>
      ) : null}
    </>
  );
}

function NoKeys({ mayWrite, onCreate }: { mayWrite: boolean; onCreate: () => void }) {
  const hydrated = useHydrated();
  const first = (
    <Button disabled={!hydrated} onClick={onCreate}>
      Create your first key
    </Button>
  );
  return (
    <EmptyState title="No keys yet" action={mayWrite ? first : undefined}>
      {mayWrite
        ? "Create a key, run the command that comes with it, and watch the first request arrive."
        : "Your role can view keys but not create them. Ask a workspace admin for a key."}
    </EmptyState>
  );
}

function NothingMatches({ onShowAll }: { onShowAll: () => void }) {
  return (
    <EmptyState
      title="No matching keys"
      action={
        <Button tone="plain" onClick={onShowAll}>
          Show all keys
        </Button>
      }
    >
      No keys have this environment and status.
    </EmptyState>
  );
}
