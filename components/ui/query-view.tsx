"use client";

import { type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { retryNow } from "#components/retries.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type Loadable<Data> = Pick<UseQueryResult<Data>, "data" | "error" | "failureReason">;

type QueryViewProps<Data> = {
  query: Loadable<Data>;
  /** What is loaded, such as "keys". */
  what: string;
  /** Shown until there are data, by default a line of text. */
  loading?: ReactNode;
  /** What surrounds the reason of a failure, if the data bring cards of their own. */
  failedClassName?: string;
  children: (data: Data) => ReactNode;
};

/** Shows a query's data. Until there are any, shows that they are loading, or why they can't be loaded. */
export function QueryView<Data>({ query, what, loading, failedClassName, children }: QueryViewProps<Data>) {
  const { data, error, failureReason } = query;
  const client = useQueryClient();
  if (data !== undefined) return children(data);
  const failure = error ?? failureReason;
  if (!failure) {
    return (
      loading ?? (
        <p role="status" className="flex items-center justify-center gap-3 px-6 py-16 text-muted text-sm">
          <Spinner /> Loading {what}…
        </p>
      )
    );
  }
  return (
    <div role="alert" className={failedClassName}>
      <EmptyState
        failed
        title={`Couldn't load ${what}`}
        action={
          <Button tone="plain" onClick={() => void retryNow(client)}>
            Try again
          </Button>
        }
      >
        {failure.message}
      </EmptyState>
    </div>
  );
}
