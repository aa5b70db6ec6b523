"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiProblem } from "#components/api-client.ts";

function createClient(onError: (error: Error) => void) {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 10_000, retry: 1 } },
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
  });
}

/** When any request finds that the session has ended, the user logs in again and comes back to this page. */
function logInWhenSessionEnded(error: Error) {
  if (!(error instanceof ApiProblem) || error.code !== "unauthorized") return;
  const { pathname, search } = window.location;
  window.location.assign(`/login?next=${encodeURIComponent(pathname + search)}`);
}

export function QueryProvider({ signedIn = false, children }: { signedIn?: boolean; children: ReactNode }) {
  const [client] = useState(() => createClient(signedIn ? logInWhenSessionEnded : () => {}));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
