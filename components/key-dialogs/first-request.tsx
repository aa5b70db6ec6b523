"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { callApi } from "#components/api-client.ts";
import { useRefreshKeys } from "#components/keys/use-key.ts";
import { refusalOf } from "#components/requests/request-words.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";
import type { KeyUsage, LoggedRequest } from "#lib/usage/schema.ts";

const hourMs = 3_600_000;
const pollEveryMs = 2_000;

/** Waits for the first request with a new secret. Tells refused requests, and why, and waits on. */
export function FirstRequest({ minted }: { minted: MintedKey }) {
  const refreshKeys = useRefreshKeys();
  const { received, refused, failureReason } = useFirstRequest(minted);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the request arrives.
  useEffect(() => {
    if (received) void refreshKeys();
  }, [received]);

  if (received)
    return (
      <Status look="border-good/25 bg-good-wash text-good" icon={<Check className="size-4" aria-hidden />}>
        First request received. The key works.
      </Status>
    );
  if (refused)
    return (
      <Status
        look="border-brass/50 bg-brass-wash"
        icon={<CircleAlert className="size-4 text-brass-deep" aria-hidden />}
      >
        <Refused request={refused} />
      </Status>
    );
  return (
    <Status
      look="text-muted"
      icon={<span aria-hidden="true" className="mx-1 block size-2 animate-wait rounded-full bg-brass" />}
    >
      {failureReason
        ? "Can't check for requests at the moment. Trying again…"
        : "Waiting for the first request…"}
    </Status>
  );
}

function Status({ look, icon, children }: { look: string; icon: ReactNode; children: ReactNode }) {
  return (
    <div role="status" className={`flex items-center gap-3 rounded-lg border px-4 py-3 text-sm ${look}`}>
      <span className="shrink-0">{icon}</span>
      <p className="min-w-0 text-pretty break-words">{children}</p>
    </div>
  );
}

function Refused({ request }: { request: LoggedRequest }) {
  const { request_id, status, code, environment } = request;
  const why = refusalOf(request);
  return (
    <>
      A request arrived, but it was refused with {status}
      {why ? <>: {why}</> : code ? <> ({code}).</> : "."}{" "}
      {/* In another tab, because this dialog shows the secret only once. */}
      <TextLink
        href={inEnvironment(`/settings/requests/${request_id}`, environment)}
        target="_blank"
        className="whitespace-nowrap"
      >
        View request
      </TextLink>
    </>
  );
}

function useFirstRequest({ id, hint }: MintedKey) {
  const usage = useQuery({
    queryKey: ["first-request", id, hint],
    queryFn: ({ signal }) => readUsageNow(id, signal),
    refetchInterval: ({ state }) => (state.data?.succeeded ? false : pollEveryMs),
    // People send the request from a terminal, while this window is in the background.
    refetchIntervalInBackground: true,
  });
  const { succeeded = 0, requests_current_period: total = 0 } = usage.data ?? {};
  const requests = useQuery({
    queryKey: ["first-request", id, hint, "refused", total],
    queryFn: async ({ signal }) =>
      (await callApi<{ data: LoggedRequest[] }>("GET", `/requests?key_id=${id}&limit=50`, { signal })).data,
    enabled: total > 0 && succeeded === 0,
    refetchInterval: false,
    placeholderData: (before) => before,
  });
  return {
    received: succeeded > 0,
    // Requests with the old secret may arrive as well.
    refused: requests.data?.find(({ key }) => key?.hint === hint),
    failureReason: usage.failureReason,
  };
}

/**
 * Of the current secret, because a rotated key was used before. Only of the last hour and this one: each poll counts the
 * requests in the log, and a rotated key can have many.
 */
async function readUsageNow(id: string, signal: AbortSignal): Promise<KeyUsage> {
  const from = new Date((Math.floor(Date.now() / hourMs) - 1) * hourMs).toISOString();
  const query = new URLSearchParams({ made_with: "current", interval: "hour", from });
  return (await callApi<{ data: KeyUsage }>("GET", `/keys/${id}/usage?${query}`, { signal })).data;
}
