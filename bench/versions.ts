import { buildBaseline } from "./baseline.ts";
import { say } from "./report.ts";
import type { Both } from "./rounds.ts";
import { BASELINE } from "./settings.ts";
import { buildPresent, type Tree } from "./tree.ts";

/** A run of the benchmark: a folder for its files, and the versions that it compares. */
export interface Bench {
  directory: string;
  versions: Both<Tree>;
}

export type Version = keyof Both<unknown>;

export async function prepareBench(directory: string): Promise<Bench> {
  const baseline = BASELINE ? await buildBaseline(BASELINE) : null;
  say("Building the project as it is now …");
  return { directory, versions: { now: await buildPresent(directory), baseline } };
}

/** Prepares something for each version, one after the other. */
export async function ofEach<Value>(
  { versions: { now, baseline } }: Bench,
  prepare: (tree: Tree) => Promise<Value>,
): Promise<Both<Value>> {
  return { now: await prepare(now), baseline: baseline && (await prepare(baseline)) };
}
