import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run, start } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { next } from "./child.ts";
import { on } from "./pinning.ts";
import { say } from "./report.ts";

const FOLDER = join(root, "bench/peers");
/** The servers that Latchkey is compared with. Each is a script in peers/. */
export const PEERS = ["bare-http", "better-auth", "fastify"] as const;
export type PeerName = (typeof PEERS)[number];
/** As many different keys as for the other servers, although this one ignores them. */
const IGNORED_KEYS = Array.from({ length: 1000 }, () => `lk_live_${randomBytes(18).toString("hex")}`);

/** Installs the peers' dependencies if they are missing. They aren't dependencies of the project. */
export async function installPeers(): Promise<void> {
  const [lock, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((name) =>
    join(FOLDER, name),
  ) as [string, string];
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say("Installing the peers (npm ci in bench/peers) …");
  const { code, output } = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
  });
  if (code !== 0) throw new Stop(`The peers could not be installed:\n${output}`);
}

export interface Peer {
  url: string;
  /** A file with its keys, one per line. */
  keys: string;
  process: ChildProcess;
}

/** Starts a peer on the server's core, with its own directory. */
export async function startPeer(
  name: PeerName | "express",
  directory: string,
  ...args: string[]
): Promise<Peer> {
  const home = mkdtempSync(join(directory, `${name}-`));
  const child = start(...on("server", bin("node"), [join(FOLDER, `${name}.mjs`), home, ...args]), {
    cwd: FOLDER,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { url, keys } = await next<{ url: string; keys: string[] }>(child);
  return { url, keys: writeKeys(home, keys.length > 0 ? keys : IGNORED_KEYS), process: child };
}

/** Creates a file of keys for a server that ignores them. */
export const writeIgnoredKeys = (directory: string) => writeKeys(directory, IGNORED_KEYS);

function writeKeys(directory: string, keys: string[]): string {
  const file = join(directory, "keys.txt");
  writeFileSync(file, keys.map((key) => `${key}\n`).join(""));
  return file;
}
