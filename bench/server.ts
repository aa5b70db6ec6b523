import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { freePort } from "#scripts/free-port.ts";
import { bin, start } from "#scripts/processes.ts";
import { next } from "./child.ts";
import { type DataLocation, environmentOf } from "./data-location.ts";
import { on } from "./pinning.ts";
import type { Tree } from "./tree.ts";

export interface Server {
  url: string;
  gateUrl: string;
  process: ChildProcess;
  location: DataLocation;
  /** Resolves when it listens. */
  ready: Promise<unknown>;
}

/** Starts a version's server on the server's core, without waiting until it listens. */
export async function launchServer(
  { directory, serverArguments, environment }: Tree,
  location: DataLocation,
  settings: Record<string, string> = {},
): Promise<Server> {
  const [port, gatePort] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), GATE_PORT: String(gatePort) };
  const child = start(...on("server", bin("node"), serverArguments), {
    cwd: directory,
    env: { ...environmentOf(location), ...environment, ...ports, LOG_LEVEL: "warn", ...settings },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [url, gateUrl] = [port, gatePort].map((number) => `http://127.0.0.1:${number}`) as [string, string];
  return { url, gateUrl, process: child, location, ready: next(child) };
}

/** Starts a server, and waits until it listens. */
export async function startServer(...args: Parameters<typeof launchServer>): Promise<Server> {
  const server = await launchServer(...args);
  await server.ready;
  return server;
}

/** The memory of a process in MB (10⁶ bytes). */
export function residentMb({ pid }: ChildProcess): number {
  return (Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024) / 1e6;
}
