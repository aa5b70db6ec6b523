import { setTimeout as delay } from "node:timers/promises";
import { pageWeight } from "#scripts/page-weight.ts";
import { end } from "#scripts/processes.ts";
import { newDataLocation } from "./data-location.ts";
import type { Figure } from "./report.ts";
import { eachOf, takeRounds } from "./rounds.ts";
import { residentMb, startServer } from "./server.ts";
import { FEW_ROUNDS, QUICK } from "./settings.ts";
import type { Tree } from "./tree.ts";
import type { Bench } from "./versions.ts";

const SETTLED_MS = QUICK ? 1000 : 5000;

interface Idle {
  mb: number;
  kb: number;
}

/** A server that has just started, and its sign-up page. */
export async function measureIdle({ directory, versions }: Bench): Promise<Figure[]> {
  const rounds = await takeRounds("Idle memory and page weight", FEW_ROUNDS, versions, (tree) =>
    idle(tree, directory),
  );
  return [
    {
      part: "idle",
      what: "Memory (RSS) of the idle server",
      unit: "MB",
      ...eachOf(rounds, ({ mb }) => mb),
      wanted: { atMost: 240 },
    },
    {
      part: "idle",
      what: "First-load JavaScript of `/signup`, gzip",
      unit: "kB",
      ...eachOf(rounds, ({ kb }) => kb),
      wanted: { atMost: 160 },
    },
  ];
}

async function idle(tree: Tree, directory: string): Promise<Idle> {
  const server = await startServer(tree, newDataLocation(directory));
  await delay(SETTLED_MS);
  const mb = residentMb(server.process);
  const { scriptKb: kb } = await pageWeight(`${server.url}/signup`);
  await end(server.process);
  return { mb, kb };
}
