import { end } from "#scripts/processes.ts";
import { startChild } from "./child.ts";
import type { Burst, Measured } from "./load.ts";
import { median, ROUNDS, type Row, say } from "./report.ts";
import { newDataDir, seed, startServer } from "./server.ts";

const BURST_SECONDS = 4;
const CONNECTIONS = 32;
const KEYS = 1000;

interface Round {
  bare: Measured;
  me: Measured;
}

/** The whole way of an authenticated request, against a bare route of the same Next in the same process. */
export async function measureRequests(directory: string): Promise<Row[]> {
  const dataDir = newDataDir(directory);
  const keys = await seed(dataDir, KEYS, 0);
  const server = await startServer(directory, dataDir);
  const load = startChild("bench/load.ts");
  const burst = (path: string, seconds: number) =>
    load.ask<Measured>({ url: server.url + path, keys, seconds, connections: CONNECTIONS } satisfies Burst);
  const rounds: Round[] = [];
  for (const path of ["/api/v1/bench", "/api/v1/me"]) await burst(path, 3);
  for (let round = 1; round <= ROUNDS; round++) {
    say(`Requests, round ${round} of ${ROUNDS} …`);
    const bare = await burst("/api/v1/bench", BURST_SECONDS);
    rounds.push({ bare, me: await burst("/api/v1/me", BURST_SECONDS) });
  }
  await end(load.process);
  await end(server.process);
  return [summary(rounds)];
}

function summary(rounds: Round[]): Row {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  const rate = (which: keyof Round) => of((round) => round[which].requestsPerSecond).toFixed(0);
  const p99 = (which: keyof Round) => of((round) => round[which].p99Ms).toFixed(0);
  const ratio = of(({ bare, me }) => me.requestsPerSecond / bare.requestsPerSecond).toFixed(2);
  const failed = rounds.reduce((sum, { bare, me }) => sum + bare.failed + me.failed, 0);
  const details = `${rate("me")} of ${rate("bare")} requests/s, p99 ${p99("me")} of ${p99("bare")} ms, ${failed} failed`;
  return {
    what: `GET /api/v1/me with a key, against a bare route in the same server, ${CONNECTIONS} connections`,
    measured: `${ratio} (${details})`,
    target: "≥ 0.85",
  };
}
