import { readFileSync, writeFileSync } from "node:fs";
import { end } from "#scripts/processes.ts";
import { MANY, type Many } from "./many.ts";
import { type Figure, median, say, show } from "./report.ts";
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

/** The most memory that a fresh server holds while it is asked about a hundred thousand of its keys within a minute. */
export async function measureMemory(many: { now: Many; baseline: Many | null }): Promise<Figure> {
  const now: Memory[] = [];
  const baseline: Memory[] = [];
  for (let round = 1; round <= FEW_ROUNDS; round++) {
    say(`Memory with ${show(MANY)} keys: round ${round} of ${FEW_ROUNDS} …`);
    now.push(await memoryOf(many.now));
    if (many.baseline) baseline.push(await memoryOf(many.baseline));
  }
  const seconds = show(median(now.map((memory) => memory.seconds)));
  return {
    part: "memory",
    what: `Most memory (RSS) with ${show(MANY)} keys, ${show(ACTIVE)} of them active within a minute`,
    unit: "MB",
    now: now.map(({ mostMb }) => mostMb),
    ...(many.baseline && { baseline: baseline.map(({ mostMb }) => mostMb) }),
    notes: `all within ${seconds} s`,
    wanted: { atMost: 430 },
    failed: [...now, ...baseline].reduce((sum, { failed }) => sum + failed, 0),
  };
}

async function memoryOf({ tree, place, seeded }: Many): Promise<Memory> {
  const server = await startServer(tree, place);
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
