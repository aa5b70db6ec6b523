import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "#scripts/free-port.ts";
import { bin, root, start } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { on } from "./pinning.ts";

const PATIENCE_MS = 30_000;

/** Starts `next start` in the benchmark's copy of the project, on the server's core, without Latchkey's server. */
export async function startBareNext(
  directory: string,
  dataDir: string,
): Promise<{ url: string; process: ChildProcess }> {
  const port = String(await freePort());
  const next = `${root}/node_modules/next/dist/bin/next`;
  const child = start(...on("server", bin("node"), [next, "start", "-H", "127.0.0.1", "-p", port]), {
    cwd: directory,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", DATA_DIR: dataDir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}/bench`;
  const headers = { "x-api-key": "bench" };
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await fetch(url, { headers }).catch(() => null))?.ok) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Stop("`next start` does not answer /bench");
    await delay(100);
  }
  return { url, process: child };
}
