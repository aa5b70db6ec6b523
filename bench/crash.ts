import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { end, start } from "#scripts/processes.ts";
import { MANY, type Many } from "./many.ts";
import { type Figure, say, show } from "./report.ts";
import { launchServer, startServer } from "./server.ts";
import { FEW_ROUNDS, SECONDS } from "./settings.ts";
import { wrkCommand } from "./wrk.ts";

const PATIENCE_SECONDS = 60;

/** kill -9 under load: how long until a new process decides rightly, about a good key and about a revoked one. */
export async function measureCrash(many: { now: Many; baseline: Many | null }): Promise<Figure> {
  const now: number[] = [];
  const baseline: number[] = [];
  for (let round = 1; round <= FEW_ROUNDS; round++) {
    say(`kill -9 under load: round ${round} of ${FEW_ROUNDS} …`);
    now.push(await crashAndRecover(many.now));
    if (many.baseline) baseline.push(await crashAndRecover(many.baseline));
  }
  return {
    part: "crash",
    what: `From the start after \`kill -9\` under load to the first right decisions (200 and 401), ${show(MANY)} keys`,
    unit: "s",
    now,
    ...(many.baseline && { baseline }),
    wanted: { atMost: 2.5 },
  };
}

async function crashAndRecover(many: Many): Promise<number> {
  await killUnderLoad(many);
  return secondsToDecision(many);
}

async function killUnderLoad({ tree, place, seeded }: Many): Promise<void> {
  const server = await startServer(tree, place);
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

async function secondsToDecision({ tree, place, seeded }: Many): Promise<number> {
  const good = readFileSync(seeded.keys, "utf8").split("\n", 1)[0]!;
  const began = performance.now();
  const { gateUrl, process, ready } = await launchServer(tree, place);
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
