"use client";

import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { isTransient } from "#components/api-client.ts";

export interface Staleness {
  reason: "offline" | "unreachable" | "unavailable" | "limited";
  /** From when the oldest data on the page are, in epoch milliseconds; null if there are none. */
  sinceMs: number | null;
}

/** Why what the page shows is not up to date, or null if it is. */
export function useStaleness(): Staleness | null {
  const client = useQueryClient();
  const text = useSyncExternalStore(
    (changed) => subscribe(client, changed),
    () => JSON.stringify(staleness(client)),
    () => "null",
  );
  return JSON.parse(text) as Staleness | null;
}

function subscribe(client: QueryClient, changed: () => void) {
  const stop = client.getQueryCache().subscribe(changed);
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    stop();
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}

/** Of all queries that the page shows. */
export function staleness(client: QueryClient): Staleness | null {
  const shown = client.getQueryCache().findAll({ type: "active" });
  const failing = shown.filter((query) => failureOf(query) !== null);
  if (failing.length === 0) return navigator.onLine ? null : { reason: "offline", sinceMs: oldest(shown) };
  return { reason: reasonOf(failureOf(failing[0]!)!.status), sinceMs: oldest(failing) };
}

function failureOf({ state }: Query) {
  const error = state.fetchFailureReason ?? state.error;
  return isTransient(error) ? error : null;
}

function reasonOf(status: number): Staleness["reason"] {
  if (status === 429) return "limited";
  if (status > 0) return "unavailable";
  return navigator.onLine ? "unreachable" : "offline";
}

function oldest(queries: Query[]): number | null {
  const times = queries.map(({ state }) => state.dataUpdatedAt).filter((time) => time > 0);
  return times.length > 0 ? Math.min(...times) : null;
}
