import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run } from "./processes.ts";
import { Stop } from "./stop.ts";

// The files that `next build` depends on. server.ts is not one of them, because Node runs it without a build.
const SOURCES = [
  "{app,components,content,lib,db,public}/**/*",
  "{env,env-formats,env-redis,instrumentation,proxy}.ts",
  "mdx-components.tsx",
  "scripts/mdx-plugin.mjs",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
const stamp = join(root, ".next/source-hash");

/** Runs `next build`, unless .next was built from the current sources. If it fails, throws a `Stop` with Next's output. */
export async function ensureBuild(say: (line: string) => void = () => {}): Promise<void> {
  const hash = hashSources();
  if (existsSync(join(root, ".next/BUILD_ID")) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash)
    return;
  say("Building the app (next build), about a minute …");
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
  };
  const { code, output } = await run(bin("node"), [join(root, "node_modules/next/dist/bin/next"), "build"], {
    env,
  });
  if (code !== 0) throw new Stop(`next build failed:\n${output}`);
  writeFileSync(stamp, hash);
}

/** The files whose changes need a new build, relative to the project. */
export const buildSources = (): string[] =>
  SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !/\.test\.tsx?$/.test(file) && statSync(join(root, file)).isFile())
    .sort();

function hashSources(): string {
  const hash = createHash("sha256");
  for (const file of buildSources()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}
