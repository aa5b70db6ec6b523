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

/** A session that ended meanwhile leads to the log-in and back, wherever on the page it is noticed. */
function leaveWhenSignedOut(error: Error) {
  if (!(error instanceof ApiProblem) || error.code !== "unauthorized") return;
  const { pathname, search } = window.location;
  window.location.assign(`/login?next=${encodeURIComponent(pathname + search)}`);
}

export function QueryProvider({ signedIn = false, children }: { signedIn?: boolean; children: ReactNode }) {
  const [client] = useState(() => createClient(signedIn ? leaveWhenSignedOut : () => {}));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
