import { end } from "#scripts/processes.ts";
import { type Child, startChild } from "./child.ts";
import { median, type Row, say } from "./report.ts";
import { newDataDir, seed } from "./server.ts";
import { ROUNDS } from "./settings.ts";

/** The look-up of a key by its hash must not feel how many keys there are. */
export async function measureLookup(directory: string): Promise<Row[]> {
  say("Making a million keys …");
  const lookups: Child[] = [];
  for (const total of [1000, 1_000_000]) {
    const dataDir = newDataDir(directory);
    await seed(dataDir, 0, total);
    const child = startChild("bench/lookup.ts", {
      env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" },
    });
    await child.ask({}); // warm
    lookups.push(child);
  }
  const rounds: number[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const turn: number[] = [];
    for (const child of lookups) turn.push((await child.ask<{ microseconds: number }>({})).microseconds);
    rounds.push(turn);
  }
  for (const child of lookups) await end(child.process);
  const [few, many] = [0, 1].map((index) => median(rounds.map((turn) => turn[index]!)).toFixed(1));
  const ratio = median(rounds.map(([fewUs, manyUs]) => manyUs! / fewUs!)).toFixed(2);
  return [
    {
      what: "Look-up of a key among 1,000,000, against among 1,000",
      measured: `${ratio} (${many} of ${few} µs)`,
      target: "≤ 1.5",
    },
  ];
}
