import { end } from "#scripts/processes.ts";
import { startBareNext } from "./bare-next.ts";
import { compactorAmong, cpuIsKnown, threadsOf } from "./cpu.ts";
import { type DataLocation, newDataLocation } from "./data-location.ts";
import { installPeers, PEERS, type PeerName, startPeer, writeIgnoredKeys } from "./peers.ts";
import { type Core, moveTo } from "./pinning.ts";
import { newPostgresqlLocation } from "./postgresql.ts";
import { Probe } from "./probe.ts";
import { type Seeded, seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import type { Tree } from "./tree.ts";
import type { Contestant } from "./turns.ts";
import type { Bench } from "./versions.ts";
import { measure } from "./wrk.ts";

/** What is measured of Latchkey. All but the last use the same server on SQLite. */
export type Product = "gate" | "gate-two-cores" | "me" | "gate-postgresql";
/** What Latchkey is compared with. */
export type Peer = PeerName | "next";
/** Everything that is measured. */
export type Name = Peer | Product | `baseline ${Product}`;

export const CONNECTIONS = 32;
const KEYS = 1000;
const ON_SQLITE: Product[] = ["gate", "gate-two-cores", "me"];

/** The started contestants, and a function that stops them. */
export interface Started {
  contestants: Record<Name, Contestant>;
  ends: (() => Promise<void>)[];
}

/** Starts the contestants with these names. */
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
    const ours = await Latchkey.start(tree, newDataLocation(directory));
    started.ends.push(() => ours.end());
    add(ON_SQLITE, (product) => ours.contestant(product));
  }
  if (needed(["gate-postgresql"])) {
    const ours = await Latchkey.start(tree, await newPostgresqlLocation(directory));
    started.ends.push(() => ours.end());
    add(["gate-postgresql"], (product) => ours.contestant(product));
  }
}

/** A running Latchkey server with keys. */
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

  static async start(tree: Tree, location: DataLocation): Promise<Latchkey> {
    const seeded = await seed(tree, location, KEYS, 0);
    const server = await startServer(tree, location);
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
    await this.#probe.backlog?.close();
    await end(this.server.process);
  }

  #load(url: string, seconds: number) {
    return measure({ url, keys: this.#seeded.keys, seconds, connections: CONNECTIONS });
  }

  async #findCompactor(): Promise<void> {
    const pid = this.server.process.pid!;
    const before = threadsOf(pid);
    await this.#load(`${this.server.gateUrl}/gate`, 1);
    this.#compactor = compactorAmong(before, threadsOf(pid))?.id ?? null;
    await this.#probe.backlog?.drained();
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
      probe: new Probe(peer.process),
      load: (seconds) => measure({ url, keys: peer.keys, seconds, connections: CONNECTIONS }),
    };
  }
  if (!wanted.has("next")) return;
  const { dataDir } = newDataLocation(directory);
  const { url, process } = await startBareNext(versions.now.directory, dataDir);
  const keys = writeIgnoredKeys(dataDir);
  started.ends.push(() => end(process));
  started.contestants.next = {
    probe: new Probe(process),
    load: (seconds) => measure({ url, keys, seconds, connections: CONNECTIONS }),
  };
}
