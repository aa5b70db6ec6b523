import { end } from "#scripts/processes.ts";
import { type Child, startChild } from "./child.ts";
import { environmentOf, newPlace } from "./place.ts";
import { type Figure, median, say, show } from "./report.ts";
import { fillLedger } from "./seeding.ts";
import { ROUNDS, sized } from "./settings.ts";
import type { Tree } from "./tree.ts";
import { type Bench, ofEach } from "./versions.ts";

interface Measured {
  p95: Record<string, number>;
  megabytes: number;
}

interface Round {
  small: Measured;
  large: Measured;
}

const SMALL = { keys: 1000, rows: 10_000 };
const LARGE = { keys: sized(100_000), rows: sized(10_000_000) };

/** What the dashboard reads must not feel how long the log is, nor must the memory. */
export async function measureReadings(bench: Bench): Promise<Figure[]> {
  const { now, baseline } = await ofEach(bench, (tree) => readLogs(bench, tree));
  const figure = (what: string, unit: string, read: (measured: Measured) => number): Figure => ({
    part: "readings",
    what,
    unit,
    now: now.map(({ large }) => read(large)),
    ...(baseline && { baseline: baseline.map(({ large }) => read(large)) }),
    notes: `in the small one: ${show(median(now.map(({ small }) => read(small))))} ${unit}`,
  });
  const size = `${show(LARGE.rows)} rows and ${show(LARGE.keys)} keys`;
  return [
    ...Object.keys(now[0]!.large.p95).map((name) => ({
      ...figure(`${name}, p95: ${size}`, "ms", ({ p95 }) => p95[name]!),
      wanted: { atMost: 50 },
    })),
    figure(`Memory of a process that reads ${size}`, "MB", ({ megabytes }) => megabytes),
  ];
}

async function readLogs({ directory }: Bench, tree: Tree): Promise<Round[]> {
  say(`Creating a log of ${show(LARGE.rows)} rows, perhaps some minutes …`);
  const open = async ({ keys, rows }: typeof LARGE): Promise<Child> => {
    const place = newPlace(directory);
    await fillLedger(tree, place, keys, rows);
    const child = startChild("bench/reading.ts", { cwd: tree.directory, env: environmentOf(place) });
    await child.ask({}); // warm
    return child;
  };
  const [small, large] = [await open(SMALL), await open(LARGE)];
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round++)
    rounds.push({ small: await small.ask<Measured>({}), large: await large.ask<Measured>({}) });
  for (const child of [small, large]) await end(child.process);
  return rounds;
}
