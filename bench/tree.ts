import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { bin, root, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";

/** The sources of one version, built. */
export interface Tree {
  directory: string;
  /** Node's arguments to start this version's server. */
  serverArguments: string[];
  /** What this version's `npm run up` sets in its server's environment to save memory. */
  environment: Record<string, string>;
}

/** Files that a built tree doesn't need. Without its own lockfile, Next uses the project's folder as the root. */
export const LEFT_OUT = ["node_modules", "docs", "e2e", "examples", "bench/peers", "package-lock.json"];

const FONTS = "node_modules/geist/dist/fonts";

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

const isSource = (path: string) =>
  !(path.startsWith(".") || LEFT_OUT.includes(path) || path.endsWith(".test.ts"));

/** Runs `next build` with the bare route, which isn't part of the product. */
export async function build(directory: string): Promise<void> {
  cpSync(join(root, "bench/bare-route.ts"), join(directory, "app/bench/route.ts"));
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
  };
  const own = join(directory, "node_modules/next/dist/bin/next");
  // Packages are found in the project's folder, but app/fonts.ts names this one's files by their path.
  if (!existsSync(own)) cpSync(join(root, FONTS), join(directory, FONTS), { recursive: true });
  const next = existsSync(own) ? own : join(root, "node_modules/next/dist/bin/next");
  const { code, output } = await run(bin("node"), [next, "build"], { cwd: directory, env });
  if (code !== 0) throw new Stop(`next build failed in ${directory}:\n${output}`);
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
