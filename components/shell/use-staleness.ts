"use client";

import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ApiProblem, isTransient } from "#components/api-client.ts";

export interface Staleness {
  reason: "offline" | "unreachable" | "unavailable" | "limited" | "refused";
  /** Why the server refuses to show what it has shown before, such as a role that has changed. Only for "refused". */
  detail?: string;
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
  const failing = shown.filter((query) => isTransient(failureOf(query)));
  if (failing[0])
    return { reason: reasonOf(failureOf(failing[0])), sinceMs: oldest(failing) ?? oldest(shown) };
  if (!navigator.onLine) return { reason: "offline", sinceMs: oldest(shown) };
  // Without data, the page shows the reason in their place.
  const refused = shown.filter((query) => query.state.dataUpdatedAt > 0 && failureOf(query));
  if (!refused[0]) return null;
  return { reason: "refused", detail: failureOf(refused[0])?.message ?? "", sinceMs: oldest(refused) };
}

/** Failures of queries that have not succeeded since. A new attempt hides the last failure before its own outcome is known. */
const failures = new WeakMap<Query, { failure: Error; updatedAt: number }>();

function failureOf(query: Query): Error | null {
  const { fetchFailureReason, error, dataUpdatedAt, fetchStatus } = query.state;
  const failure = fetchFailureReason ?? error;
  if (failure) failures.set(query, { failure, updatedAt: dataUpdatedAt });
  const last = failures.get(query);
  const undecided = fetchStatus === "fetching" && last?.updatedAt === dataUpdatedAt;
  return failure ?? (undecided ? last.failure : null);
}

function reasonOf(failure: Error | null): Staleness["reason"] {
  const status = failure instanceof ApiProblem ? failure.status : 0;
  if (status === 429) return "limited";
  if (status > 0) return "unavailable";
  return navigator.onLine ? "unreachable" : "offline";
}

function oldest(queries: Query[]): number | null {
  const times = queries.map(({ state }) => state.dataUpdatedAt).filter((time) => time > 0);
  return times.length > 0 ? Math.min(...times) : null;
}
