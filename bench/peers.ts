import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run, start } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { next } from "./child.ts";
import { on } from "./pinning.ts";
import { say } from "./report.ts";

const PEERS = join(root, "bench/peers");

/** Installs what is compared with, unless it is there: its dependencies are none of the project's. */
export async function installPeers(): Promise<void> {
  const [lock, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((name) =>
    join(PEERS, name),
  ) as [string, string];
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say("Installing the peers (npm ci in bench/peers) …");
  const { code, output } = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: PEERS,
  });
  if (code !== 0) throw new Stop(`The peers could not be installed:\n${output}`);
}

export interface Peer {
  url: string;
  /** A file with its keys, one a line. */
  keys: string;
  process: ChildProcess;
}

/** Starts a peer on the server's core, with a directory of its own. */
export async function startPeer(name: string, directory: string): Promise<Peer> {
  const home = mkdtempSync(join(directory, `${name}-`));
  const child = start(...on("server", bin("node"), [join(PEERS, `${name}.mjs`), home]), {
    cwd: PEERS,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { url, keys } = await next<{ url: string; keys: string[] }>(child);
  const file = join(home, "keys.txt");
  writeFileSync(file, keys.map((key) => `${key}\n`).join(""));
  return { url, keys: file, process: child };
}
