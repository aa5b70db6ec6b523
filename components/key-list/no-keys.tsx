"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { callApi } from "#components/api-client.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { KeyFilter } from "#components/key-list/key-filter.ts";
import { useCreating } from "#components/key-list/use-creating.ts";
import { type KeyViewer, whyReadOnly } from "#components/keys/key-rights.ts";
import type { KeyPage } from "#components/keys/use-key.ts";
import { rendered } from "#components/rendered.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { QueryView } from "#components/ui/query-view.tsx";

type NoKeysProps = {
  filter: KeyFilter;
  viewer: KeyViewer;
  /** The revoked keys that the server has found. Undefined: it wasn't asked. */
  revoked: KeyPage | undefined;
  onFilter: (change: Partial<KeyFilter> | null) => void;
};

/** In place of the list if nothing is in it: because of the filters, because all keys are revoked, or because there are none. */
export function NoKeys({ filter, viewer, revoked, onFilter }: NoKeysProps) {
  const { q, status, environment } = filter;
  const isFiltered = q !== "" || status !== "current";
  const query = useRevoked(environment, revoked, !isFiltered);
  if (isFiltered)
    return (
      <EmptyState
        title="No keys match"
        action={<PlainButton onClick={() => onFilter(null)}>Clear filters</PlainButton>}
      >
        No {environment} key matches{" "}
        {q ? (status === "current" ? "your search" : "your search and this status") : "this status"}.
      </EmptyState>
    );
  return (
    <QueryView query={query} what="keys">
      {({ data }) =>
        data.length > 0 ? (
          <EmptyState
            title={`All ${environment} keys are revoked`}
            action={
              <PlainButton onClick={() => onFilter({ status: "revoked" })}>Show revoked keys</PlainButton>
            }
          >
            Revoked keys are hidden from this list.
          </EmptyState>
        ) : (
          <NoneYet viewer={viewer} environment={environment} />
        )
      }
    </QueryView>
  );
}

/** Revoked keys are hidden by default, so an empty list doesn't mean that there never were any. */
const useRevoked = (environment: KeyFilter["environment"], initial: KeyPage | undefined, enabled: boolean) =>
  useQuery({
    queryKey: ["keys", "revoked", environment],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ environment, status: "revoked", limit: "1" });
      return callApi<KeyPage>("GET", `/keys?${query}`, { signal });
    },
    enabled,
    ...(initial ? rendered(initial) : {}),
  });

function NoneYet({ viewer, environment }: Pick<NoKeysProps, "viewer"> & Pick<KeyFilter, "environment">) {
  const [, setCreating] = useCreating();
  const hydrated = useHydrated();
  const mayCreate = whyReadOnly(viewer) === null;
  const create = (
    <Button disabled={!hydrated} onClick={() => setCreating(true)}>
      Create your first key
    </Button>
  );
  return (
    <EmptyState
      title={environment === "live" ? "No keys yet" : "No test keys yet"}
      action={mayCreate ? create : undefined}
    >
      {mayCreate
        ? "Create a key, run the command that comes with it, and watch the first request arrive."
        : "Keys that others create in this workspace appear here."}
    </EmptyState>
  );
}

function PlainButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button tone="plain" onClick={onClick}>
      {children}
    </Button>
  );
}
