import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#scripts/free-port.ts";
import { bin, run, serverArguments, start } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { next } from "./child.ts";
import { on } from "./pinning.ts";

/** An empty data directory below the bench's tree. */
export const newDataDir = (directory: string) => mkdtempSync(join(directory, "data-"));

/** What is known of a data directory that `seed` filled. */
export interface Seeded {
  /** A file with the secrets of the keys, one a line. */
  keys: string;
  /** The secret of a key that was revoked. */
  revoked: string;
  /** The cookie of a browser that is logged in. */
  cookie: string;
}

/** Fills a data directory: with keys whose secrets are known, and with more in the workspace of the one who is logged in. */
export async function seed(dataDir: string, known: number, more: number): Promise<Seeded> {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
  const { code, stdout, output } = await run(bin("node"), ["bench/seed.ts", String(known), String(more)], {
    env,
  });
  if (code !== 0) throw new Stop(`The keys could not be made:\n${output}`);
  return JSON.parse(stdout);
}

export interface Server {
  url: string;
  gateUrl: string;
  process: ChildProcess;
  /** Settles when it listens. */
  ready: Promise<unknown>;
}

/** Starts the server of the bench's tree over a data directory, on the server's core; does not wait for it. */
export async function launchServer(
  directory: string,
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<Server> {
  const [port, gatePort] = [await freePort(), await freePort()];
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    PORT: String(port),
    GATE_PORT: String(gatePort),
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
    ...settings,
  } as unknown as NodeJS.ProcessEnv;
  const child = start(...on("server", bin("node"), serverArguments), {
    cwd: directory,
    env,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [url, gateUrl] = [port, gatePort].map((number) => `http://127.0.0.1:${number}`) as [string, string];
  return { url, gateUrl, process: child, ready: next(child) };
}

/** Starts the server, and waits until it listens. */
export async function startServer(...args: Parameters<typeof launchServer>): Promise<Server> {
  const server = await launchServer(...args);
  await server.ready;
  return server;
}

/** Memory that a process holds, in MB (10⁶ bytes). */
export function residentMb({ pid }: ChildProcess): number {
  return (Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024) / 1e6;
}
