import { end } from "#scripts/processes.ts";
import { measureCrash } from "./crash.ts";
import { measureDecisions } from "./decisions.ts";
import { measureMemory } from "./memory.ts";
import { type Row, say } from "./report.ts";
import { newDataDir, seed, startServer } from "./server.ts";

const FEW = 1000;
const MANY = 1_000_000;

/** The gate must not feel how many keys there are: not in its time, not in its memory, not in its start after a crash. */
export async function measureMillion(directory: string): Promise<Row[]> {
  say("Making a million keys whose secrets are known …");
  const dataDirs = { few: newDataDir(directory), many: newDataDir(directory) };
  const seeded = { few: await seed(dataDirs.few, FEW, 0), many: await seed(dataDirs.many, MANY, 0) };
  const many = await startServer(directory, dataDirs.many);
  const memory = await measureMemory(many, seeded.many);
  const few = await startServer(directory, dataDirs.few);
  const decisions = await measureDecisions({ few, many }, seeded, MANY);
  await end(few.process);
  await end(many.process);
  return [decisions, memory, await measureCrash(directory, dataDirs.many, seeded.many)];
}
