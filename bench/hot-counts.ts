import { end } from "#scripts/processes.ts";
import { type Child, startChild } from "./child.ts";
import { type DataLocation, environmentOf } from "./data-location.ts";
import { median } from "./median.ts";
import { newPostgresqlLocation } from "./postgresql.ts";
import { type Figure, say, show } from "./report.ts";
import { seed } from "./seeding.ts";
import { ROUNDS, SECONDS } from "./settings.ts";
import { openStore } from "./store.ts";
import type { Bench } from "./versions.ts";

/** Which share of all rows is of one busy workspace; the others are of 1,000 quiet ones. */
const SHARES = { quiet: 0, half: 0.5, busy: 1 };
type Share = keyof typeof SHARES;
const INSTANCES = 3;

interface Appended {
  rowsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/**
 * Measures how long the appends of three instances wait for each other, because they count rows of the same workspace: each
 * holds the count's row until its commit is on disk.
 */
export async function measureHotCounts({ directory, versions: { now: tree } }: Bench): Promise<Figure[]> {
  const location = await newPostgresqlLocation(directory);
  await seed(tree, location, 0, 0);
  await syncToDisk(location);
  const settings = { cwd: tree.directory, env: { ...environmentOf(location), CLUSTER: "1" } };
  const instances = Array.from({ length: INSTANCES }, () => startChild("bench/appends.ts", settings));
  const measured = new Map<string, Appended[]>();
  for (let round = 0; round <= ROUNDS; round++) {
    say(round === 0 ? "Hot counts: warming up …" : `Hot counts: round ${round} of ${ROUNDS} …`);
    for (const count of [1, INSTANCES])
      for (const share of Object.keys(SHARES) as Share[]) {
        const appended = await append(instances.slice(0, count), share);
        if (round === 0) continue;
        const name = `${count} ${share}`;
        measured.set(name, [...(measured.get(name) ?? []), appended]);
      }
  }
  for (const { process } of instances) await end(process);
  return [1, INSTANCES].flatMap((count) => figuresOf(count, measured));
}

/** The bench's server doesn't wait for its disk, but how long a row is locked depends on that. */
async function syncToDisk(location: DataLocation): Promise<void> {
  const store = await openStore(environmentOf(location));
  await store.run("alter system set fsync = on");
  await store.run("select pg_reload_conf()");
  await store.close();
}

async function append(instances: Child[], share: Share): Promise<Appended> {
  const message = { seconds: SECONDS, busyShare: SHARES[share] };
  const answers = await Promise.all(
    instances.map((instance) => instance.ask<{ rows: number; tookMs: number[] }>(message)),
  );
  const took = answers.flatMap(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const rows = answers.reduce((sum, answer) => sum + answer.rows, 0);
  const at = (share: number) => took[Math.floor(took.length * share)]!;
  return { rowsPerSecond: rows / SECONDS, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function figuresOf(count: number, measured: Map<string, Appended[]>): Figure[] {
  const who = count === 1 ? "one instance" : `${count} instances`;
  const of = (share: Share) => measured.get(`${count} ${share}`)!;
  const middle = (share: Share, read: (appended: Appended) => number) => show(median(of(share).map(read)));
  const names = { half: "half of them of one workspace", busy: "all of one workspace" };
  return (["half", "busy"] as const).map((share) => ({
    part: "hot-counts",
    what: `Rows appended by ${who}, ${names[share]}, against of 1,000: rows/s`,
    unit: "×",
    now: of(share).map(({ rowsPerSecond }, i) => rowsPerSecond / of("quiet")[i]!.rowsPerSecond),
    notes: [
      `${middle(share, ({ rowsPerSecond }) => rowsPerSecond)} of ${middle("quiet", ({ rowsPerSecond }) => rowsPerSecond)}`,
      `an append ${middle(share, ({ p50Ms }) => p50Ms)} and ${middle("quiet", ({ p50Ms }) => p50Ms)} ms`,
      `p99 ${middle(share, ({ p99Ms }) => p99Ms)} and ${middle("quiet", ({ p99Ms }) => p99Ms)} ms`,
    ].join("; "),
  }));
}
