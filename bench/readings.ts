import { end } from "#scripts/processes.ts";
import { type Child, startChild } from "./child.ts";
import { environmentOf, newDataLocation } from "./data-location.ts";
import { median } from "./median.ts";
import { type Figure, say, show } from "./report.ts";
import { eachOf, takeRounds } from "./rounds.ts";
import { fillRequestLog } from "./seeding.ts";
import { ROUNDS, sized } from "./settings.ts";
import type { Tree } from "./tree.ts";
import { type Bench, ofEach } from "./versions.ts";

interface Measured {
  p95: Record<string, number>;
  megabytes: number;
}

interface Sizes<Value> {
  small: Value;
  large: Value;
}

const SMALL = { keys: 1000, rows: 10_000 };
const LARGE = { keys: sized(100_000), rows: sized(10_000_000) };

/** Measures the time and memory of the dashboard's queries on a long log. */
export async function measureReadings(bench: Bench): Promise<Figure[]> {
  const logs = await ofEach(bench, (tree) => open(bench, tree));
  const rounds = await takeRounds("Readings", ROUNDS, logs, async ({ small, large }) => ({
    small: await small.ask<Measured>({}),
    large: await large.ask<Measured>({}),
  }));
  for (const { small, large } of [logs.now, logs.baseline].filter((version) => version !== null))
    for (const child of [small, large]) await end(child.process);
  const figure = (what: string, unit: string, read: (measured: Measured) => number): Figure => ({
    part: "readings",
    what,
    unit,
    ...eachOf(rounds, ({ large }) => read(large)),
    notes: `in the small one: ${show(median(rounds.now.map(({ small }) => read(small))))} ${unit}`,
  });
  const size = `${show(LARGE.rows)} rows and ${show(LARGE.keys)} keys`;
  return [
    ...Object.keys(rounds.now[0]!.large.p95).map((name) => ({
      ...figure(`${name}, p95: ${size}`, "ms", ({ p95 }) => p95[name]!),
      wanted: { atMost: 50 },
    })),
    figure(`Memory of a process that reads ${size}`, "MB", ({ megabytes }) => megabytes),
  ];
}

async function open({ directory }: Bench, tree: Tree): Promise<Sizes<Child>> {
  say(`Creating a log of ${show(LARGE.rows)} rows, perhaps some minutes …`);
  const reader = async ({ keys, rows }: typeof LARGE): Promise<Child> => {
    const location = newDataLocation(directory);
    await fillRequestLog(tree, location, keys, rows);
    const child = startChild("bench/reading.ts", { cwd: tree.directory, env: environmentOf(location) });
    await child.ask({}); // warm
    return child;
  };
  return { small: await reader(SMALL), large: await reader(LARGE) };
}
