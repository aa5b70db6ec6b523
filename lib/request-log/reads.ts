import * as log from "#db/queries/log.ts";
import * as usage from "#db/queries/usage.ts";

// Queries that may take long. On SQLite, a statement keeps its thread busy, so the server has another thread for them.

/** What can be read, by name. */
export const READS = {
  search: log.search,
  countMatching: log.countMatching,
  timeAfter: log.timeAfter,
  entry: log.entry,
  series: usage.series,
  totals: usage.totals,
};

export type Reads = typeof READS;
export type ReadName = keyof Reads;

/** A query as a message to another thread. */
export interface ReadJob {
  name: ReadName;
  args: unknown[];
}

type Reader = (job: ReadJob, workspaceId: string) => Promise<unknown>;

const readHere: Reader = async ({ name, args }) => (READS[name] as (...args: unknown[]) => unknown)(...args);
let reader = readHere;

/** Has everything read elsewhere. */
export function readWith(elsewhere: Reader): void {
  reader = elsewhere;
}

/** Runs a query of a workspace that may take long, without keeping the main thread busy. */
export async function read<Name extends ReadName>(
  workspaceId: string,
  name: Name,
  ...args: Parameters<Reads[Name]>
): Promise<Awaited<ReturnType<Reads[Name]>>> {
  return (await reader({ name, args }, workspaceId)) as Awaited<ReturnType<Reads[Name]>>;
}
