import { startBareNext } from "./bare-next.ts";
import { installPeers, startPeer } from "./peers.ts";
import { newDataDir, type Seeded, type Server, seed, startServer } from "./server.ts";
import { SECONDS } from "./settings.ts";
import type { Contestant } from "./turns.ts";
import { measure } from "./wrk.ts";

/** Everybody whose requests are counted. */
export type Name = "node" | "gate" | "next" | "me" | "better-auth" | "fastify";

export const CONNECTIONS = 32;
const KEYS = 1000;

interface Latchkey extends Server, Seeded {}

/** Starts those that are wanted. `me` and `gate` are one server. */
export async function startContestants(
  directory: string,
  wanted: Set<Name>,
): Promise<Partial<Record<Name, Contestant>>> {
  if (wanted.has("node") || wanted.has("better-auth") || wanted.has("fastify")) await installPeers();
  const started: Partial<Record<Name, Contestant>> = {};
  const ours = await startLatchkey(directory);
  if (wanted.has("gate")) started.gate = contestant(ours, `${ours.gateUrl}/gate`);
  if (wanted.has("me")) started.me = contestant(ours, `${ours.url}/api/v1/me`);
  if (wanted.has("next")) {
    const bare = await startBareNext(directory, newDataDir(directory));
    started.next = contestant({ ...bare, keys: ours.keys }, bare.url);
  }
  if (wanted.has("node")) {
    const bare = await startPeer("bare-http", directory);
    started.node = contestant({ ...bare, keys: ours.keys }, bare.url);
  }
  for (const name of ["better-auth", "fastify"] as const) {
    if (!wanted.has(name)) continue;
    const peer = await startPeer(name, directory);
    started[name] = contestant(peer, `${peer.url}/me`);
  }
  return started;
}

async function startLatchkey(directory: string): Promise<Latchkey> {
  const dataDir = newDataDir(directory);
  const seeded = await seed(dataDir, KEYS, 0);
  return { ...seeded, ...(await startServer(directory, dataDir)) };
}

function contestant({ process, keys }: Pick<Latchkey, "process" | "keys">, url: string): Contestant {
  return { process, measure: () => measure({ url, keys, seconds: SECONDS, connections: CONNECTIONS }) };
}
