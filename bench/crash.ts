import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { end, start } from "#scripts/processes.ts";
import { MANY, type Many } from "./many.ts";
import { type Figure, show } from "./report.ts";
import { type Both, eachOf, takeRounds } from "./rounds.ts";
import { launchServer, startServer } from "./server.ts";
import { FEW_ROUNDS, SECONDS } from "./settings.ts";
import { wrkCommand } from "./wrk.ts";

const PATIENCE_SECONDS = 60;

/** Measures how long after kill -9 under load a new process decides correctly about a valid and a revoked key. */
export async function measureCrash(many: Both<Many>): Promise<Figure> {
  const rounds = await takeRounds("kill -9 under load", FEW_ROUNDS, many, crashAndRecover);
  return {
    part: "crash",
    what: `From the start after \`kill -9\` under load to the first right decisions (200 and 401), ${show(MANY)} keys`,
    unit: "s",
    ...eachOf(rounds, (seconds) => seconds),
    wanted: { atMost: 2.5 },
  };
}

async function crashAndRecover(many: Many): Promise<number> {
  await killUnderLoad(many);
  return secondsToDecision(many);
}

async function killUnderLoad({ tree, location, seeded }: Many): Promise<void> {
  const server = await startServer(tree, location);
  const burst = {
    url: `${server.gateUrl}/gate`,
    keys: seeded.keys,
    seconds: PATIENCE_SECONDS,
    connections: 32,
  };
  const load = start(...wrkCommand({ ...burst, pick: "random" }), { stdio: "ignore" });
  await delay(SECONDS * 1000);
  const gone = once(server.process, "exit");
  server.process.kill("SIGKILL");
  await gone;
  await end(load, "SIGKILL");
}

async function secondsToDecision({ tree, location, seeded }: Many): Promise<number> {
  const good = readFileSync(seeded.keys, "utf8").split("\n", 1)[0]!;
  const began = performance.now();
  const { gateUrl, process, ready } = await launchServer(tree, location);
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

/** The status of a decision; null while the port is closed. */
async function ask(gateUrl: string, key: string): Promise<number | null> {
  try {
    const answer = await fetch(`${gateUrl}/gate`, { headers: { "x-api-key": key } });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
}
