import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { buildIn, LEFT_OUT } from "#scripts/earlier-version.ts";
import { root } from "#scripts/processes.ts";

/** The sources of one version, built. */
export interface Tree {
  directory: string;
  /** Node's arguments to start this version's server. */
  serverArguments: string[];
  /** What this version's `npm run up` sets in its server's environment to save memory. */
  environment: Record<string, string>;
}

/** Creates a folder for the files of a run. It is inside the project, so that node_modules is found. */
export function newRunDirectory(): string {
  mkdirSync(join(root, ".data"), { recursive: true, mode: 0o700 });
  return mkdtempSync(join(root, ".data/bench-"));
}

/** Copies the current project and builds it. */
export async function buildPresent(runDirectory: string): Promise<Tree> {
  const directory = join(runDirectory, "present");
  for (const name of readdirSync(root).filter(isSource))
    cpSync(join(root, name), join(directory, name), {
      recursive: true,
      filter: (path) => isSource(relative(root, path)),
    });
  await build(directory);
  return treeAt(directory);
}

/** What tests of the SDKs leave. A virtual environment has links to outside, with which `next build` fails. */
const OF_SDK_TESTS = ["sdk/python/.test", "sdk/rust/target", "sdk/typescript/dist"];

const isSource = (path: string) =>
  !(path.startsWith(".") || [...LEFT_OUT, ...OF_SDK_TESTS].includes(path) || path.endsWith(".test.ts"));

/** Runs `next build` with the bare route, which isn't part of the product. */
export async function build(directory: string): Promise<void> {
  cpSync(join(root, "bench/bare-route.ts"), join(directory, "app/bench/route.ts"));
  await buildIn(directory);
}

export function treeAt(directory: string): Tree {
  const read = (name: string) => readFileSync(join(directory, name), "utf8");
  const { scripts } = JSON.parse(read("package.json"));
  const arenas = read("scripts/up.ts").match(/MALLOC_ARENA_MAX: "(\d+)"/)?.[1];
  return {
    directory,
    serverArguments: scripts.start.replace(/^(exec )?node /, "").split(" "),
    environment: arenas ? { MALLOC_ARENA_MAX: arenas } : {},
  };
}

export const remove = (directory: string) => rmSync(directory, { recursive: true, force: true });
