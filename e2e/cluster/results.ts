import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Kind } from "#e2e/cluster/faults.ts";
import type { Figures } from "#e2e/cluster/judge.ts";

/** Where the instances count. */
export type Store = "postgresql" | "redis" | "redis-cluster" | "sentinels";

/** One trial of a fault. */
export interface TrialResult {
  fault: string;
  /** The kind of limit that was used up. */
  kind: Kind;
  violations: string[];
  /** Null if the trial failed before all requests were answered. */
  figures: Figures | null;
}

/** One key that was revoked while clients used it. */
export interface RevocationResult {
  /** Requests that began within 50 ms before or after the answer to the revocation. */
  close: number;
  /** Those of them that began after it. */
  after: number;
  violations: string[];
}

/** Results by the name of the file that they are kept in. */
export interface Results extends Record<Store, TrialResult> {
  revocations: RevocationResult;
}

/** Where results are kept, so that a long run can be made in several parts. Without it, they aren't. */
const FOLDER = process.env.E2E_RESULTS;
/** Milliseconds since the epoch: no trial begins afterwards. */
const UNTIL = Number(process.env.E2E_UNTIL ?? Number.POSITIVE_INFINITY);

/** Whether the time for this part of a run is over. */
export const isTimeOver = () => Date.now() > UNTIL;

const fileOf = (name: keyof Results, folder: string) => join(folder, `${name}.jsonl`);

/** Keeps a result for the next part of the run, as a line of JSON. */
export function keep<Name extends keyof Results>(name: Name, result: Results[Name]): void {
  if (!FOLDER) return;
  mkdirSync(FOLDER, { recursive: true });
  appendFileSync(fileOf(name, FOLDER), `${JSON.stringify({ at: new Date(), ...result })}\n`);
}

/** The results of earlier parts of the run. */
export function kept<Name extends keyof Results>(name: Name, folder = FOLDER): Results[Name][] {
  if (!folder || !existsSync(fileOf(name, folder))) return [];
  const lines = readFileSync(fileOf(name, folder), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}
