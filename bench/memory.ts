import { readFileSync, writeFileSync } from "node:fs";
import { type Row, say, show } from "./report.ts";
import { residentMb, type Seeded, type Server } from "./server.ts";
import { measure } from "./wrk.ts";

const ACTIVE = 100_000;
const BURST_SECONDS = 5;
const SAMPLE_EVERY_MS = 250;

/** The most memory that a fresh server holds while it is asked about a hundred thousand of its keys within a minute. */
export async function measureMemory(server: Server, { keys }: Seeded): Promise<Row> {
  say("Memory with a million keys, of which 100,000 are active …");
  const active = `${keys}.active`;
  writeFileSync(active, `${readFileSync(keys, "utf8").split("\n", ACTIVE).join("\n")}\n`);
  const samples = [residentMb(server.process)];
  const timer = setInterval(() => samples.push(residentMb(server.process)), SAMPLE_EVERY_MS);
  const began = performance.now();
  const url = `${server.gateUrl}/gate`;
  let failed = 0;
  for (let asked = 0; asked < ACTIVE; ) {
    const burst = await measure({
      url,
      keys: active,
      seconds: BURST_SECONDS,
      connections: 32,
      passOver: asked,
    });
    asked += burst.requests;
    failed += burst.failed;
  }
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1000;
  const details = `${show(samples[0]!)} MB before them; all within ${show(seconds)} s`;
  return {
    what: "Most memory (RSS) of the server with 1,000,000 keys of which 100,000 are active within the minute",
    measured: `${show(Math.max(...samples))} MB (${details})${failed > 0 ? `; **${failed} failed**` : ""}`,
    target: "≤ 450 MB",
  };
}
