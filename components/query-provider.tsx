"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiProblem } from "#components/api-client.ts";
import { logInPath } from "#components/auth/log-in-reason.ts";

function createClient(onError: (error: Error) => void) {
  return new QueryClient({
    // "always": a browser that is offline gets an error immediately, not a request that waits until it is online.
    defaultOptions: { queries: { staleTime: 10_000, retry: 1, networkMode: "always" } },
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
  });
}

/** When any request finds that the session has ended, the user logs in again and comes back to this page. */
function logInWhenSessionEnded(error: Error) {
  if (!(error instanceof ApiProblem) || error.code !== "unauthorized") return;
  const { pathname, search } = window.location;
  window.location.assign(logInPath({ reason: "session_ended", next: pathname + search }));
}

export function QueryProvider({ signedIn = false, children }: { signedIn?: boolean; children: ReactNode }) {
  const [client] = useState(() => createClient(signedIn ? logInWhenSessionEnded : () => {}));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
