import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { end, start } from "#scripts/processes.ts";
import { median, type Row, say, show } from "./report.ts";
import { launchServer, type Seeded, startServer } from "./server.ts";
import { ROUNDS, SECONDS } from "./settings.ts";
import { wrkCommand } from "./wrk.ts";

const PATIENCE_SECONDS = 60;

/** kill -9 under load: how long until a new process decides rightly, about a good key and about a revoked one. */
export async function measureCrash(directory: string, dataDir: string, seeded: Seeded): Promise<Row> {
  const seconds: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    say(`kill -9 under load: round ${round} of ${ROUNDS} …`);
    await killUnderLoad(directory, dataDir, seeded);
    seconds.push(await secondsToDecision(directory, dataDir, seeded));
  }
  return {
    what: "From the start after `kill -9` under load to the first right decisions (200 and 401), 1,000,000 keys",
    measured: `${show(median(seconds))} s (slowest ${show(Math.max(...seconds))} s)`,
    target: "≤ 2 s",
  };
}

async function killUnderLoad(directory: string, dataDir: string, { keys }: Seeded): Promise<void> {
  const server = await startServer(directory, dataDir);
  const burst = { url: `${server.gateUrl}/gate`, keys, seconds: PATIENCE_SECONDS, connections: 32 };
  const load = start(...wrkCommand({ ...burst, pick: "random" }), { stdio: "ignore" });
  await delay(SECONDS * 1000);
  const gone = once(server.process, "exit");
  server.process.kill("SIGKILL");
  await gone;
  await end(load, "SIGKILL");
}

async function secondsToDecision(directory: string, dataDir: string, seeded: Seeded): Promise<number> {
  const good = readFileSync(seeded.keys, "utf8").split("\n", 1)[0]!;
  const began = performance.now();
  const { gateUrl, process, ready } = await launchServer(directory, dataDir);
  const elapsed = () => (performance.now() - began) / 1000;
  while ((await ask(gateUrl, good)) !== 200 || (await ask(gateUrl, seeded.revoked)) !== 401) {
    if (elapsed() > PATIENCE_SECONDS) throw new Error(`No right decision within ${PATIENCE_SECONDS} s`);
    await delay(5);
  }
  const seconds = elapsed();
  await ready;
  await end(process);
  return seconds;
}

/** The status of a decision; null while nobody listens. */
async function ask(gateUrl: string, key: string): Promise<number | null> {
  try {
    const answer = await fetch(`${gateUrl}/gate`, { headers: { "x-api-key": key } });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
}
