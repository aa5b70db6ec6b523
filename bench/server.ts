import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { freePort } from "#scripts/free-port.ts";
import { bin, start } from "#scripts/processes.ts";
import { next } from "./child.ts";
import { on } from "./pinning.ts";
import { environmentOf, type Place } from "./place.ts";
import type { Tree } from "./tree.ts";

export interface Server {
  url: string;
  gateUrl: string;
  process: ChildProcess;
  place: Place;
  /** Settles when it listens. */
  ready: Promise<unknown>;
}

/** Starts a version's server over a place, on the server's core; does not wait for it. */
export async function launchServer(
  { directory, serverArguments, environment }: Tree,
  place: Place,
  settings: Record<string, string> = {},
): Promise<Server> {
  const [port, gatePort] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), GATE_PORT: String(gatePort) };
  const child = start(...on("server", bin("node"), serverArguments), {
    cwd: directory,
    env: { ...environmentOf(place), ...environment, ...ports, LOG_LEVEL: "warn", ...settings },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [url, gateUrl] = [port, gatePort].map((number) => `http://127.0.0.1:${number}`) as [string, string];
  return { url, gateUrl, process: child, place, ready: next(child) };
}

/** Starts a server, and waits until it listens. */
export async function startServer(...args: Parameters<typeof launchServer>): Promise<Server> {
  const server = await launchServer(...args);
  await server.ready;
  return server;
}

/** Memory that a process holds, in MB (10⁶ bytes). */
export function residentMb({ pid }: ChildProcess): number {
  return (Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024) / 1e6;
}
