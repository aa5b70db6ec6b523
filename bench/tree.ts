import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";

const SOURCES = ["app", "components", "lib", "db", "server.ts", "next.config.ts", "postcss.config.mjs"];
const SETTINGS = ["package.json", "tsconfig.json"];

export interface Tree {
  directory: string;
  remove(): void;
}

/**
 * A copy of the project, built with the bare route beside the real ones; the product itself never holds that route.
 * It lies within the project, so that node_modules is found above it.
 */
export async function buildTree(): Promise<Tree> {
  mkdirSync(join(root, ".data"), { recursive: true, mode: 0o700 });
  const directory = mkdtempSync(join(root, ".data/bench-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    for (const name of [...SOURCES, ...SETTINGS])
      cpSync(join(root, name), join(directory, name), { recursive: true });
    cpSync(join(root, "bench/bare-route.ts"), join(directory, "app/bench/route.ts"));
    const env = {
      ...process.env,
      NODE_ENV: "production" as const,
      NEXT_TELEMETRY_DISABLED: "1",
      NO_COLOR: "1",
    };
    const next = join(root, "node_modules/next/dist/bin/next");
    const { code, output } = await run(bin("node"), [next, "build"], { cwd: directory, env });
    if (code !== 0) throw new Stop(`next build failed:\n${output}`);
  } catch (error) {
    remove();
    throw error;
  }
  return { directory, remove };
}
