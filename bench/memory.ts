import { readFileSync, writeFileSync } from "node:fs";
import { end } from "#scripts/processes.ts";
import { MANY, type Many } from "./many.ts";
import { median } from "./median.ts";
import { type Figure, show } from "./report.ts";
import { type Both, eachOf, takeRounds } from "./rounds.ts";
import { residentMb, type Server, startServer } from "./server.ts";
import { FEW_ROUNDS, sized } from "./settings.ts";
import { measure } from "./wrk.ts";

const ACTIVE = sized(100_000);
const BURST_SECONDS = 5;
const SAMPLE_EVERY_MS = 250;

interface Memory {
  mostMb: number;
  seconds: number;
  failed: number;
}

/** Measures the peak memory of a new server while 100,000 of its keys are used within a minute. */
export async function measureMemory(many: Both<Many>): Promise<Figure> {
  const rounds = await takeRounds(`Memory with ${show(MANY)} keys`, FEW_ROUNDS, many, memoryOf);
  const all = [...rounds.now, ...(rounds.baseline ?? [])];
  return {
    part: "memory",
    what: `Most memory (RSS) with ${show(MANY)} keys, ${show(ACTIVE)} of them active within a minute`,
    unit: "MB",
    ...eachOf(rounds, ({ mostMb }) => mostMb),
    notes: `all within ${show(median(rounds.now.map(({ seconds }) => seconds)))} s`,
    wanted: { atMost: 430 },
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}

async function memoryOf({ tree, location, seeded }: Many): Promise<Memory> {
  const server = await startServer(tree, location);
  const active = `${seeded.keys}.active`;
  writeFileSync(active, `${readFileSync(seeded.keys, "utf8").split("\n", ACTIVE).join("\n")}\n`);
  let mostMb = residentMb(server.process);
  const timer = setInterval(() => {
    mostMb = Math.max(mostMb, residentMb(server.process));
  }, SAMPLE_EVERY_MS);
  const began = performance.now();
  const failed = await askAboutEach(server, active);
  const seconds = (performance.now() - began) / 1000;
  clearInterval(timer);
  await end(server.process);
  return { mostMb, seconds, failed };
}

/** Returns how many requests failed. */
async function askAboutEach({ gateUrl }: Server, keys: string): Promise<number> {
  let failed = 0;
  for (let asked = 0; asked < ACTIVE; ) {
    const burst = { url: `${gateUrl}/gate`, keys, seconds: BURST_SECONDS, connections: 32, passOver: asked };
    const load = await measure(burst);
    asked += load.requests;
    failed += load.failed;
  }
  return failed;
}
