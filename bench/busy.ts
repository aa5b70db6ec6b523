import { cpSync } from "node:fs";
import { end } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { environmentOf, newPlace, type Place } from "./place.ts";
import { type Figure, median, say, show } from "./report.ts";
import { ageLedger, type Seeded, seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import { ROUNDS, SECONDS, sized } from "./settings.ts";
import { openStore } from "./store.ts";
import type { Tree } from "./tree.ts";
import { type Bench, ofEach } from "./versions.ts";
import { type Load, measure } from "./wrk.ts";

const KEYS = 1000;
const KEYS_ON_THE_PAGE = 100;
const OLD_ROWS = sized(2_000_000);
/** At most a thousand requests a second: a load that leaves the server time. */
const LIGHT = { connections: 8, pauseMs: 8 };
const PAGE_CONNECTIONS = 8;

interface Round {
  calm: Load;
  pruning: Load;
  pages: Load;
  pagesPerSecond: number;
  rowsPruned: number;
}

/** What else the process does must not be felt at the gate: pruning of old rows, and pages under full load. */
export async function measureBusy(bench: Bench): Promise<Figure[]> {
  const { now, baseline } = await ofEach(bench, (tree, version) => measureVersion(bench, tree, version));
  const figure = (name: "pruning" | "pages", what: string, notes: string, atMost: number): Figure => {
    const read = (rounds: Round[]) => rounds.map((round) => round[name].p99Ms / round.calm.p99Ms);
    return {
      part: "busy",
      what: `p99 of \`/gate\` under a light load while ${what}, against undisturbed`,
      unit: "×",
      now: read(now),
      ...(baseline && { baseline: read(baseline) }),
      notes: `${ms(now, name)} of ${ms(now, "calm")} ms; ${notes}`,
      wanted: { atMost },
      failed: now.reduce((sum, round) => sum + round[name].failed + round.calm.failed, 0),
    };
  };
  const of = (read: (round: Round) => number) => show(median(now.map(read)));
  return [
    figure("pruning", "old rows are pruned", `${of(({ rowsPruned }) => rowsPruned)} rows a round`, 2),
    figure(
      "pages",
      "`/settings/api-keys` is under full load",
      `${of(({ pagesPerSecond }) => pagesPerSecond)} pages/s`,
      3,
    ),
  ];
}

const ms = (rounds: Round[], name: "calm" | "pruning" | "pages") =>
  show(median(rounds.map((round) => round[name].p99Ms)));

async function measureVersion(bench: Bench, tree: Tree, version: string): Promise<Round[]> {
  say(`Creating a ledger of ${show(OLD_ROWS)} old rows …`);
  const keeping = newPlace(bench.directory);
  const seeded = await seed(tree, keeping, KEYS, KEYS_ON_THE_PAGE);
  await ageLedger(keeping, OLD_ROWS);
  const pruning = newPlace(bench.directory);
  cpSync(keeping.dataDir, pruning.dataDir, { recursive: true });
  const calm = await startServer(tree, keeping, { RETENTION_DAYS: "0" });
  await gate(calm, seeded);
  const rounds: Round[] = [];
  for (let number = 1; number <= ROUNDS; number++) {
    say(`Busy gate (${version}): round ${number} of ${ROUNDS} …`);
    const undisturbed = await gate(calm, seeded);
    const [atGate, pages] = await Promise.all([gate(calm, seeded), loadPages(calm, seeded)]);
    rounds.push({
      calm: undisturbed,
      pages: { ...atGate, failed: atGate.failed + pages.failed },
      pagesPerSecond: pages.requestsPerSecond,
      ...(await whilePruning(tree, pruning, seeded)),
    });
  }
  await end(calm.process);
  return rounds;
}

/** A server that prunes has no rest: it runs in its own turn only, and not beside the others. */
async function whilePruning(tree: Tree, place: Place, seeded: Seeded) {
  const server = await startServer(tree, place, { RETENTION_DAYS: "1" });
  await gate(server, seeded, 1);
  const before = await oldestRow(place);
  const pruning = await gate(server, seeded);
  const rowsPruned = (await oldestRow(place)) - before;
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

/** The place of the log's oldest row: how far the pruning has come. */
async function oldestRow(place: Place): Promise<number> {
  const store = await openStore(environmentOf(place), true);
  const [seq] = await store.column<number>("select min(seq) from requests");
  await store.close();
  return seq!;
}
