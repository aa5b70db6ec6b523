import type { Query, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "#components/api-client.ts";

const longestWaitMs = 30_000;
/** A server that asks for more is asked again after this time, because it may be back much earlier. */
const longestAskedWaitMs = 300_000;

/** How long to wait after so many failures in a row: as long as the server asks for, or else twice as long each time. */
export function waitBeforeRetry(failures: number, error: Error): number {
  const asked = error instanceof ApiProblem ? error.retryAfterSeconds : undefined;
  if (asked === undefined) return Math.min(1000 * 2 ** failures, longestWaitMs);
  return Math.min(Math.max(asked, 1) * 1000, longestAskedWaitMs);
}

/** Asks for everything that the page shows at once, also what waits for its next retry. */
export async function retryNow(client: QueryClient): Promise<void> {
  const waiting = client.getQueryCache().findAll({ type: "active", predicate: isWaiting });
  await Promise.all(waiting.map((query) => query.cancel({ silent: true })));
  await client.refetchQueries({ type: "active" });
}

const isWaiting = ({ state }: Query) => state.fetchStatus === "fetching" && state.fetchFailureCount > 0;
