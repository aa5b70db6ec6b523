"use client";

import { useNow } from "#components/ui/now.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

const soonMs = 7 * 86_400_000;

/** Whether a key that still works expires within 7 days. */
export function useExpiresSoon({ status, expires_at }: PublicKey): boolean {
  const now = useNow();
  if (now === null || expires_at === null || (status !== "active" && status !== "disabled")) return false;
  return Date.parse(expires_at) - now <= soonMs;
}

export function KeyExpiry({ apiKey }: { apiKey: PublicKey }) {
  const soon = useExpiresSoon(apiKey);
  if (apiKey.expires_at === null) return <span className="text-muted">Never</span>;
  return (
    <span className={soon ? "font-medium text-brass-deep" : "text-muted"}>
      <TimeAgo at={apiKey.expires_at} />
    </span>
  );
}
