import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitId, unpackCommit } from "#scripts/earlier-version.ts";
import { root } from "#scripts/processes.ts";
import { say } from "./report.ts";
import { build, type Tree, treeAt } from "./tree.ts";

/** Builds an earlier commit. It is kept for the next run, because a commit never changes. */
export async function buildBaseline(commit: string): Promise<Tree> {
  const id = await commitId(commit);
  const directory = join(root, ".data", `baseline-${id}`);
  const stamp = join(directory, ".built");
  if (existsSync(stamp)) return treeAt(directory);
  say(`Building ${commit} to compare with (only once) …`);
  await unpackCommit(id, directory, say);
  await build(directory);
  writeFileSync(stamp, "");
  return treeAt(directory);
}
