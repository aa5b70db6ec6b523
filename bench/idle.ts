import { setTimeout as delay } from "node:timers/promises";
import { end } from "#scripts/processes.ts";
import { firstLoadKb } from "./page-weight.ts";
import { type Row, say } from "./report.ts";
import { newDataDir, residentMb, startServer } from "./server.ts";

/** A server that has just started, and its sign-up page. */
export async function measureIdle(directory: string): Promise<Row[]> {
  say("Idle memory and page weight …");
  const server = await startServer(directory, newDataDir(directory));
  await delay(5000);
  const memory = residentMb(server.process);
  const weight = await firstLoadKb(`${server.url}/signup`);
  await end(server.process);
  return [
    { what: "Memory of the idle server", measured: `${memory.toFixed(0)} MB`, target: "≤ 250 MB" },
    {
      what: "First-load JavaScript of /signup, gzip",
      measured: `${weight.toFixed(1)} kB`,
      target: "≤ 160 kB",
    },
  ];
}
