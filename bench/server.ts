import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#scripts/free-port.ts";
import { bin, run, start } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { next } from "./child.ts";

/** An empty data directory below the bench's tree. */
export const newDataDir = (directory: string) => mkdtempSync(join(directory, "data-"));

/** Fills a data directory with keys; returns the secrets that are known. */
export async function seed(dataDir: string, known: number, more: number): Promise<string[]> {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
  const { code, stdout, output } = await run(bin("node"), ["bench/seed.ts", String(known), String(more)], {
    env,
  });
  if (code !== 0) throw new Stop(`The keys could not be made:\n${output}`);
  return JSON.parse(stdout);
}

/** Starts the server of the bench's tree over a data directory. */
export async function startServer(
  directory: string,
  dataDir: string,
): Promise<{ url: string; process: ChildProcess }> {
  const port = String(await freePort());
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    PORT: port,
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
  } as unknown as NodeJS.ProcessEnv;
  const server = start(bin("node"), ["server.ts"], {
    cwd: directory,
    env,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { url } = await next<{ url: string }>(server);
  return { url, process: server };
}

/** Memory that a process holds, in MB (10⁶ bytes). */
export function residentMb({ pid }: ChildProcess): number {
  return (Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024) / 1e6;
}
