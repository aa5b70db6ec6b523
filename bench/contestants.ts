import { end } from "#scripts/processes.ts";
import { startBareNext } from "./bare-next.ts";
import { compactorAmong, cpuIsKnown, threadsOf } from "./cpu.ts";
import { installPeers, PEERS, type PeerName, startPeer, writeIgnoredKeys } from "./peers.ts";
import { type Core, moveTo } from "./pinning.ts";
import { newPlace, type Place } from "./place.ts";
import { newPostgresqlPlace } from "./postgresql.ts";
import { Probe } from "./probe.ts";
import { type Seeded, seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import type { Tree } from "./tree.ts";
import type { Contestant } from "./turns.ts";
import type { Bench } from "./versions.ts";
import { measure } from "./wrk.ts";

/** What of ours is asked. All but the last are one server on SQLite. */
export type Product = "gate" | "gate-two-cores" | "me" | "gate-postgresql";
/** Whom ours is compared with. */
export type Peer = PeerName | "next";
/** Everyone whose requests are counted. */
export type Name = Peer | Product | `baseline ${Product}`;

export const CONNECTIONS = 32;
const KEYS = 1000;
const ON_SQLITE: Product[] = ["gate", "gate-two-cores", "me"];

/** Those that were started, and what ends them. */
export interface Started {
  contestants: Record<Name, Contestant>;
  ends: (() => Promise<void>)[];
}

/** Starts those that are wanted. */
export async function startContestants(bench: Bench, wanted: Set<Name>): Promise<Started> {
  const started: Started = { contestants: {} as Record<Name, Contestant>, ends: [] };
  const { now, baseline } = bench.versions;
  await startProducts(bench, now, "", wanted, started);
  if (baseline) await startProducts(bench, baseline, "baseline ", wanted, started);
  await startPeers(bench, wanted, started);
  return started;
}

async function startProducts(
  { directory }: Bench,
  tree: Tree,
  prefix: "" | "baseline ",
  wanted: Set<Name>,
  started: Started,
): Promise<void> {
  const add = (products: Product[], make: (product: Product) => Contestant) => {
    for (const product of products)
      if (wanted.has(`${prefix}${product}`)) started.contestants[`${prefix}${product}`] = make(product);
  };
  const needed = (products: Product[]) => products.some((product) => wanted.has(`${prefix}${product}`));
  if (needed(ON_SQLITE)) {
    const ours = await Latchkey.start(tree, newPlace(directory));
    started.ends.push(() => ours.end());
    add(ON_SQLITE, (product) => ours.contestant(product));
  }
  if (needed(["gate-postgresql"])) {
    const ours = await Latchkey.start(tree, await newPostgresqlPlace(directory));
    started.ends.push(() => ours.end());
    add(["gate-postgresql"], (product) => ours.contestant(product));
  }
}

/** A running server of ours, with keys that it knows. */
class Latchkey {
  readonly server: Server;
  #seeded: Seeded;
  #probe: Probe;
  #compactor: number | null = null;

  private constructor(server: Server, seeded: Seeded, probe: Probe) {
    this.server = server;
    this.#seeded = seeded;
    this.#probe = probe;
  }

  static async start(tree: Tree, place: Place): Promise<Latchkey> {
    const seeded = await seed(tree, place, KEYS, 0);
    const server = await startServer(tree, place);
    const started = new Latchkey(server, seeded, await Probe.of(server));
    if (cpuIsKnown) await started.#findCompactor();
    return started;
  }

  contestant(product: Product): Contestant {
    const path = product === "me" ? `${this.server.url}/api/v1/me` : `${this.server.gateUrl}/gate`;
    const core: Core = product === "gate-two-cores" ? "client" : "server";
    return {
      load: (seconds) => this.#load(path, seconds),
      probe: this.#probe,
      prepare: () => this.#compactor && moveTo(core, this.#compactor),
    };
  }

  async end(): Promise<void> {
    await this.#probe.backlog.close();
    await end(this.server.process);
  }

  #load(url: string, seconds: number) {
    return measure({ url, keys: this.#seeded.keys, seconds, connections: CONNECTIONS });
  }

  async #findCompactor(): Promise<void> {
    const pid = this.server.process.pid!;
    const before = threadsOf(pid);
    await this.#load(`${this.server.gateUrl}/gate`, 1);
    this.#compactor = compactorAmong(before, threadsOf(pid)).id;
    await this.#probe.backlog.drained();
  }
}

async function startPeers({ directory, versions }: Bench, wanted: Set<Name>, started: Started) {
  if (PEERS.some((name) => wanted.has(name))) await installPeers();
  for (const name of PEERS) {
    if (!wanted.has(name)) continue;
    const peer = await startPeer(name, directory);
    started.ends.push(() => end(peer.process));
    const url = name === "bare-http" ? peer.url : `${peer.url}/me`;
    started.contestants[name] = {
      load: (seconds) => measure({ url, keys: peer.keys, seconds, connections: CONNECTIONS }),
    };
  }
  if (!wanted.has("next")) return;
  const { dataDir } = newPlace(directory);
  const { url, process } = await startBareNext(versions.now.directory, dataDir);
  const keys = writeIgnoredKeys(dataDir);
  started.ends.push(() => end(process));
  started.contestants.next = {
    load: (seconds) => measure({ url, keys, seconds, connections: CONNECTIONS }),
  };
}
