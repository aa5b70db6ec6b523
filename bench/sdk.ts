import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { end } from "#scripts/processes.ts";
import { startChild } from "./child.ts";
import { newDataLocation } from "./data-location.ts";
import { median } from "./median.ts";
import { added, type Pair, type Turn, takePairs } from "./pairs.ts";
import { moveTo } from "./pinning.ts";
import { type Figure, say, show, type Wanted } from "./report.ts";
import { seed } from "./seeding.ts";
import { startServer } from "./server.ts";
import { ROUNDS, SECONDS } from "./settings.ts";
import type { Bench } from "./versions.ts";

const AT_ONCE = [1, 16];
const TURN_MS = 250;
const CLIENTS = ["fetch", "node:http", "check", "check over fetch"] as const;
type Client = (typeof CLIENTS)[number];
type Name = Client | `baseline ${Client}`;

/** The pairs of each round. */
type Rounds = Pair<Name>[][];

/** Measures what the SDK adds to the bare question to the gate. */
export async function measureSdk({ directory, versions }: Bench): Promise<Figure[]> {
  const location = newDataLocation(directory);
  const seeded = await seed(versions.now, location, 1, 0);
  const [key = ""] = readFileSync(seeded.keys, "utf8").split("\n");
  const server = await startServer(versions.now, location);
  const folders = [versions.now, versions.baseline]
    .flatMap((version) => version?.directory ?? [])
    .filter((folder) => existsSync(join(folder, "sdk/typescript/src/gate.ts")));
  const child = startChild("bench/sdk-client.ts", {}, [server.gateUrl, key, ...folders]);
  moveTo("client", child.process.pid!, "process");
  const names: Name[] = [...CLIENTS, ...(folders.length > 1 ? BASELINE_CLIENTS : [])];
  const figures: Figure[] = [];
  for (const atOnce of AT_ONCE) {
    const ask = (client: Name) => child.ask<Turn>({ client, ms: TURN_MS, atOnce });
    figures.push(...figuresOf(atOnce, await takeRounds(atOnce, names, ask)));
  }
  await end(child.process);
  await end(server.process);
  return figures;
}

const BASELINE_CLIENTS = ["baseline check", "baseline check over fetch"] as const;

async function takeRounds(
  atOnce: number,
  names: Name[],
  ask: (name: Name) => Promise<Turn>,
): Promise<Rounds> {
  const pairs = Math.ceil((SECONDS * 1000) / TURN_MS);
  const rounds: Rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const title = `SDK, ${atOnce} at once`;
    say(round === 0 ? `${title}: warming up …` : `${title}: round ${round} of ${ROUNDS} …`);
    const taken = await takePairs(names, pairs, ask);
    if (round > 0) rounds.push(taken);
  }
  return rounds;
}

const COMPARED: { ours: Client; theirs: Client; wanted?: Wanted }[] = [
  { ours: "check", theirs: "fetch", wanted: { atMost: 0.15 } },
  { ours: "check", theirs: "node:http" },
  { ours: "check over fetch", theirs: "fetch" },
];

const p50 = ({ p50Ms }: Turn) => p50Ms;
const cpu = ({ cpuMicros }: Turn) => cpuMicros;

function figuresOf(atOnce: number, rounds: Rounds): Figure[] {
  const all = rounds.flat();
  const compared = all[0]!["baseline check"] !== undefined;
  const figure = (ours: Client, theirs: Client, what: string, unit: string, read: typeof p50): Figure => ({
    part: "sdk",
    what: `\`gate.check\`${ours === "check" ? "" : " over `fetch`"}, ${atOnce} at once: ${what} a bare \`${theirs}\``,
    unit,
    now: rounds.map((pairs) => added(pairs, ours, theirs, read)),
    ...(compared && { baseline: rounds.map((pairs) => added(pairs, `baseline ${ours}`, theirs, read)) }),
    notes: `${show(median(all.map((pair) => read(pair[ours]))))} and ${show(median(all.map((pair) => read(pair[theirs]))))} ${unit}`,
    failed: all.reduce((sum, pair) => sum + pair[ours].failed + pair[theirs].failed, 0),
  });
  return COMPARED.flatMap(({ ours, theirs, wanted }) => [
    { ...figure(ours, theirs, "added to the median of", "ms", p50), ...(wanted && { wanted }) },
    figure(ours, theirs, "CPU of the client added to that of", "µs", cpu),
  ]);
}
