"use client";

import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useEffect } from "react";
import { callApi } from "#components/api-client.ts";
import { useRefreshKeys } from "#components/keys/use-key.ts";
import type { KeyUsage } from "#lib/usage/schema.ts";

const pollEveryMs = 2_000;

/** Polls a key until the first request with its secret has arrived. */
export function FirstRequest({ keyId }: { keyId: string }) {
  const refreshKeys = useRefreshKeys();
  const key = useQuery({
    queryKey: ["first-request", keyId],
    // Of the current secret, because a rotated key was used before.
    queryFn: ({ signal }) =>
      callApi<{ data: KeyUsage }>("GET", `/keys/${keyId}/usage?made_with=current`, { signal }),
    refetchInterval: ({ state }) => (state.data?.data.succeeded ? false : pollEveryMs),
    // People send the request from a terminal, while this window is in the background.
    refetchIntervalInBackground: true,
  });
  const received = Boolean(key.data?.data.succeeded);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the request arrives.
  useEffect(() => {
    if (received) void refreshKeys();
  }, [received]);

  return (
    <p
      role="status"
      className={`flex items-center gap-3 rounded-lg border px-4 py-3 text-sm ${received ? "border-good/25 bg-good-wash text-good" : "text-muted"}`}
    >
      {received ? (
        <Check className="size-4" aria-hidden />
      ) : (
        <span aria-hidden="true" className="mx-1 size-2 animate-wait rounded-full bg-brass" />
      )}
      {received ? "First request received. The key works." : waiting(key.failureReason)}
    </p>
  );
}

const waiting = (failure: Error | null) =>
  failure
    ? "Can't see at the moment whether a request has arrived. Trying again…"
    : "Waiting for the first request…";
