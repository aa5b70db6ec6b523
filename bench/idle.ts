import { setTimeout as delay } from "node:timers/promises";
import { end } from "#scripts/processes.ts";
import { firstLoadKb } from "./page-weight.ts";
import { newPlace } from "./place.ts";
import { type Figure, say } from "./report.ts";
import { residentMb, startServer } from "./server.ts";
import { FEW_ROUNDS, QUICK } from "./settings.ts";
import { type Bench, ofEach, type Version } from "./versions.ts";

const SETTLED_MS = QUICK ? 1000 : 5000;

interface Idle {
  mb: number;
  kb: number;
}

/** A server that has just started, and its sign-up page. */
export async function measureIdle(bench: Bench): Promise<Figure[]> {
  const measured: Record<Version, Idle[]> = { now: [], baseline: [] };
  for (let round = 1; round <= FEW_ROUNDS; round++) {
    say(`Idle memory and page weight: round ${round} of ${FEW_ROUNDS} …`);
    const { now, baseline } = await ofEach(bench, (tree) => idle(bench, tree));
    measured.now.push(now);
    if (baseline) measured.baseline.push(baseline);
  }
  const of = (read: (idle: Idle) => number) => ({
    now: measured.now.map(read),
    ...(bench.versions.baseline && { baseline: measured.baseline.map(read) }),
  });
  const [memory, weight] = [of(({ mb }) => mb), of(({ kb }) => kb)];
  return [
    { part: "idle", what: "Memory (RSS) of the idle server", unit: "MB", ...memory, wanted: { atMost: 240 } },
    {
      part: "idle",
      what: "First-load JavaScript of `/signup`, gzip",
      unit: "kB",
      ...weight,
      wanted: { atMost: 160 },
    },
  ];
}

async function idle({ directory }: Bench, tree: Bench["versions"]["now"]): Promise<Idle> {
  const server = await startServer(tree, newPlace(directory));
  await delay(SETTLED_MS);
  const mb = residentMb(server.process);
  const kb = await firstLoadKb(`${server.url}/signup`);
  await end(server.process);
  return { mb, kb };
}
