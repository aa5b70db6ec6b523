import { join } from "node:path";
import { bin, end, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { type Child, startChild } from "./child.ts";
import { median, type Row, say } from "./report.ts";
import { newDataDir } from "./server.ts";
import { ROUNDS } from "./settings.ts";

interface Measured {
  p95: Record<string, number>;
  megabytes: number;
}

const SIZES = [
  [1000, 10_000],
  [100_000, 10_000_000],
] as const;

/** What the dashboard reads must not feel how long the ledger is, nor must the memory. */
export async function measureReadings(directory: string): Promise<Row[]> {
  say("Making a ledger of ten million rows, some minutes …");
  const children: Child[] = [];
  for (const [keys, rows] of SIZES) {
    const env = { ...process.env, DATA_DIR: newDataDir(directory), DATABASE_URL: "" };
    const { code, output } = await run(
      bin("node"),
      [join("bench", "fill-ledger.ts"), String(keys), String(rows)],
      { env },
    );
    if (code !== 0) throw new Stop(output);
    const child = startChild("bench/reading.ts", { env });
    await child.ask({}); // warm
    children.push(child);
  }
  const rounds: Measured[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const turn: Measured[] = [];
    for (const child of children) turn.push(await child.ask<Measured>({}));
    rounds.push(turn);
  }
  for (const child of children) await end(child.process);
  return rowsOf(rounds);
}

function rowsOf(rounds: Measured[][]): Row[] {
  const of = (size: number, value: (measured: Measured) => number) =>
    median(rounds.map((turn) => value(turn[size]!)));
  const names = Object.keys(rounds[0]![0]!.p95);
  const readings = names.map((name) => {
    const [few, many] = [0, 1].map((size) => of(size, ({ p95 }) => p95[name]!).toFixed(1));
    return {
      what: `${name}, p95: 10,000,000 rows and 100,000 keys (10,000 and 1,000)`,
      measured: `${many} ms (${few} ms)`,
      target: "≤ 50 ms",
    };
  });
  const [few, many] = [0, 1].map((size) => of(size, ({ megabytes }) => megabytes).toFixed(0));
  return [
    ...readings,
    {
      what: "Memory of a process that reads it (the small one)",
      measured: `${many} MB (${few} MB)`,
      target: "does not grow",
    },
  ];
}
