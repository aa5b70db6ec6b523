"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { retryNow } from "#components/retries.ts";
import { useOfflineLinks } from "#components/shell/offline-links.ts";
import { useStaleness } from "#components/shell/use-staleness.ts";
import { Button } from "#components/ui/button.tsx";
import { lazily } from "#components/ui/lazily.ts";

const clock = lazily(
  () =>
    new Intl.DateTimeFormat("en", {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    }),
);

/** Says that the page can't be kept up to date, why, and from when its data are. */
export function ConnectionBanner() {
  const client = useQueryClient();
  const stale = useStaleness();
  useOfflineLinks();
  // Not only at the next retry, which may be half a minute away.
  useEffect(() => {
    const retry = () => void retryNow(client);
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [client]);
  return (
    // Always rendered, so that screen readers announce it.
    <div role="status">
      {stale ? (
        <div className="border-brass/40 border-b bg-brass-wash">
          <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2 text-sm sm:px-8">
            <CloudOff className="size-4 shrink-0 text-brass-deep" aria-hidden />
            <p className="min-w-0 flex-1 basis-64 text-pretty">
              {stale.reason === "refused"
                ? `${stale.detail} This page is no longer updated.`
                : reasons[stale.reason]}{" "}
              {stale.sinceMs ? (
                <>
                  Last updated at{" "}
                  <time dateTime={new Date(stale.sinceMs).toISOString()} className="tabular-nums">
                    {clock().format(stale.sinceMs)}
                  </time>
                  .{" "}
                </>
              ) : null}
              {stale.reason === "refused" ? null : "Trying again…"}
            </p>
            <Button tone="plain" size="small" onClick={() => retryNow(client)}>
              Try now
            </Button>
          </div>
        </div>
      ) : null}
    </div>
  );
}

const reasons = {
  offline: "You're offline.",
  unreachable: "Can't reach the server.",
  unavailable: "The server is temporarily unavailable.",
  limited: "Too many requests at the moment.",
};
