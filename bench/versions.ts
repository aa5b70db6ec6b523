import { buildBaseline } from "./baseline.ts";
import { say } from "./report.ts";
import { BASELINE } from "./settings.ts";
import { buildPresent, type Tree } from "./tree.ts";

/** What one run works with: a folder for what it writes, and the versions that it compares. */
export interface Bench {
  directory: string;
  versions: { now: Tree; baseline: Tree | null };
}

export type Version = keyof Bench["versions"];

export async function prepareBench(directory: string): Promise<Bench> {
  const baseline = BASELINE ? await buildBaseline(BASELINE) : null;
  say("Building the project as it is now …");
  return { directory, versions: { now: await buildPresent(directory), baseline } };
}

/** Does the same with each version, one after the other. */
export async function ofEach<Value>(
  { versions }: Bench,
  measure: (tree: Tree, version: Version) => Promise<Value>,
): Promise<{ now: Value; baseline: Value | null }> {
  const now = await measure(versions.now, "now");
  return { now, baseline: versions.baseline && (await measure(versions.baseline, "baseline")) };
}
