import { AsyncLocalStorage } from "node:async_hooks";
import * as keyActivity from "#db/queries/key-activity.ts";
import * as log from "#db/queries/log.ts";
import * as requests from "#db/queries/requests.ts";
import * as usage from "#db/queries/usage.ts";
import * as bounds from "#db/queries/usage-bounds.ts";

// Queries that may take long. On SQLite, a statement keeps its thread busy, so the server has another thread for them.
// PostgreSQL has connections for them.

/** What can be read, by name. */
export const READS = {
  search: log.search,
  countMatching: log.countMatching,
  timeAfter: log.timeAfter,
  entry: log.entry,
  series: usage.series,
  totals: usage.totals,
  exceeds: bounds.exceeds,
  acceptedCost: requests.acceptedCost,
  countInWindow: keyActivity.countInWindow,
  countSecretsInWindow: keyActivity.countSecretsInWindow,
  endOfWindow: keyActivity.endOfWindow,
};

export type Reads = typeof READS;
export type ReadName = keyof Reads;

/** A query as a message to another thread. */
export interface ReadJob {
  name: ReadName;
  args: unknown[];
}

type Reader = (job: ReadJob, workspaceId: string, left: AbortSignal | undefined) => Promise<unknown>;

/** Runs a query in this thread. Awaited, because Drizzle's queries run when they are. */
export const runRead = async ({ name, args }: ReadJob): Promise<unknown> =>
  await (READS[name] as (...args: unknown[]) => unknown)(...args);

let reader: Reader = runRead;

/** Has everything read elsewhere. */
export function readWith(elsewhere: Reader): void {
  reader = elsewhere;
}

const clients = new AsyncLocalStorage<AbortSignal>();

/** Does work whose queries end when the client has left. */
export const untilLeft = <T>(left: AbortSignal, work: () => T): T => clients.run(left, work);

/** Runs a query of a workspace that may take long, without keeping the main thread busy. */
export async function read<Name extends ReadName>(
  workspaceId: string,
  name: Name,
  ...args: Parameters<Reads[Name]>
): Promise<Awaited<ReturnType<Reads[Name]>>> {
  return (await reader({ name, args }, workspaceId, clients.getStore())) as Awaited<ReturnType<Reads[Name]>>;
}
