import { cpSync } from "node:fs";
import { end } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { type DataLocation, environmentOf, newDataLocation } from "./data-location.ts";
import { median } from "./median.ts";
import { type Figure, say, show } from "./report.ts";
import { eachOf, takeRounds } from "./rounds.ts";
import { addOldRequests, type Seeded, seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import { ROUNDS, SECONDS, sized } from "./settings.ts";
import { openStore } from "./store.ts";
import type { Tree } from "./tree.ts";
import { type Bench, ofEach } from "./versions.ts";
import { type Load, measure } from "./wrk.ts";

const KEYS = 1000;
const KEYS_ON_THE_PAGE = 100;
const OLD_ROWS = sized(2_000_000);
/** Up to 1,000 requests per second, a light load. */
const LIGHT = { connections: 8, pauseMs: 8 };
const PAGE_CONNECTIONS = 8;

interface Round {
  calm: Load;
  pruning: Load;
  pages: Load;
  pagesPerSecond: number;
  rowsPruned: number;
}

/** One version's data locations, and its server that keeps all rows. */
interface Subject {
  tree: Tree;
  calm: Server;
  pruning: DataLocation;
  seeded: Seeded;
}

/** Measures the gate while the process prunes old rows, and while pages are under full load. */
export async function measureBusy(bench: Bench): Promise<Figure[]> {
  const subjects = await ofEach(bench, (tree) => open(bench, tree));
  const rounds = await takeRounds("Busy gate", ROUNDS, subjects, measureRound);
  for (const subject of [subjects.now, subjects.baseline]) if (subject) await end(subject.calm.process);
  const of = (read: (round: Round) => number) => show(median(rounds.now.map(read)));
  const figure = (name: "pruning" | "pages", what: string, notes: string, atMost: number): Figure => ({
    part: "busy",
    what: `p99 of \`/gate\` under a light load while ${what}, against undisturbed`,
    unit: "×",
    ...eachOf(rounds, (round) => round[name].p99Ms / round.calm.p99Ms),
    notes: `${of((round) => round[name].p99Ms)} of ${of(({ calm }) => calm.p99Ms)} ms; ${notes}`,
    wanted: { atMost },
    failed: rounds.now.reduce((sum, round) => sum + round[name].failed + round.calm.failed, 0),
  });
  const rows = `${of(({ rowsPruned }) => rowsPruned)} rows a round`;
  const pages = `${of(({ pagesPerSecond }) => pagesPerSecond)} pages/s`;
  return [
    figure("pruning", "old rows are pruned", rows, 2),
    figure("pages", "`/settings/api-keys` is under full load", pages, 3),
  ];
}

async function open(bench: Bench, tree: Tree): Promise<Subject> {
  say(`Creating a log of ${show(OLD_ROWS)} old rows …`);
  const keeping = newDataLocation(bench.directory);
  const seeded = await seed(tree, keeping, KEYS, KEYS_ON_THE_PAGE);
  await addOldRequests(keeping, OLD_ROWS);
  const pruning = newDataLocation(bench.directory);
  cpSync(keeping.dataDir, pruning.dataDir, { recursive: true });
  const calm = await startServer(tree, keeping, { RETENTION_DAYS: "0" });
  await gate(calm, seeded); // warm
  return { tree, calm, pruning, seeded };
}

async function measureRound({ tree, calm, pruning, seeded }: Subject): Promise<Round> {
  const undisturbed = await gate(calm, seeded);
  const [atGate, pages] = await Promise.all([gate(calm, seeded), loadPages(calm, seeded)]);
  return {
    calm: undisturbed,
    pages: { ...atGate, failed: atGate.failed + pages.failed },
    pagesPerSecond: pages.requestsPerSecond,
    ...(await whilePruning(tree, pruning, seeded)),
  };
}

/** A pruning server is never idle, so it only runs during its own measurement. */
async function whilePruning(tree: Tree, location: DataLocation, seeded: Seeded) {
  const server = await startServer(tree, location, { RETENTION_DAYS: "1" });
  await gate(server, seeded, 1);
  const before = await oldestRow(location);
  const pruning = await gate(server, seeded);
  const rowsPruned = (await oldestRow(location)) - before;
  await end(server.process);
  return { pruning, rowsPruned };
}

const gate = ({ gateUrl }: Server, { keys }: Seeded, seconds = SECONDS): Promise<Load> =>
  measure({ url: `${gateUrl}/gate`, keys, seconds, ...LIGHT });

async function loadPages({ url }: Server, { cookie }: Seeded): Promise<Load> {
  const page = `${url}/settings/api-keys`;
  const { status } = await fetch(page, { headers: { cookie }, redirect: "manual" });
  if (status !== 200) throw new Stop(`${page} answers ${status}`);
  return measure({ url: page, cookie, seconds: SECONDS, connections: PAGE_CONNECTIONS });
}

/** The number of the log's oldest row, which tells how many rows were pruned. */
async function oldestRow(location: DataLocation): Promise<number> {
  const store = await openStore(environmentOf(location), true);
  const [seq] = await store.column<number>("select min(seq) from requests");
  await store.close();
  return seq!;
}
