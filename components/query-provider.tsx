"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { isTransient } from "#components/api-client.ts";
import { refetchEveryMs } from "#components/refetching.ts";
import { waitBeforeRetry } from "#components/retries.ts";
import { type PageSession, startPageSession } from "#components/session/page-session.ts";

function createClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchInterval: refetchEveryMs,
        // "always": a browser that believes to be offline tries, too, so that no query or change waits without a word.
        networkMode: "always",
        // Until the server answers. Meanwhile the page shows its last data and says from when they are.
        retry: (_, error) => isTransient(error),
        retryDelay: waitBeforeRetry,
      },
      // A change that failed is not sent again by itself, because the user may have decided otherwise by then.
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/** `session` is null on pages that need no log-in. */
export function QueryProvider({
  session = null,
  children,
}: {
  session?: PageSession | null;
  children: ReactNode;
}) {
  const [client] = useState(() => {
    // Before any child renders, because their first requests need it.
    startPageSession(session);
    return createClient();
  });
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
