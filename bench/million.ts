import { measureCrash } from "./crash.ts";
import { newDataLocation } from "./data-location.ts";
import { measureDecisions } from "./decisions.ts";
import { MANY, type Many } from "./many.ts";
import { measureMemory } from "./memory.ts";
import { type Figure, say, show } from "./report.ts";
import { seed } from "./seeding.ts";
import { type Bench, ofEach } from "./versions.ts";

export type MillionPart = "memory" | "decisions" | "crash";
export const MILLION_PARTS: MillionPart[] = ["memory", "decisions", "crash"];

/** Measures the gate with a million keys: its memory, its time, and its start after a crash. */
export async function measureMillion(bench: Bench, parts: MillionPart[]): Promise<Figure[]> {
  const many = await ofEach(bench, async (tree): Promise<Many> => {
    say(`Creating ${show(MANY)} keys …`);
    const location = newDataLocation(bench.directory);
    return { tree, location, seeded: await seed(tree, location, MANY, 0) };
  });
  const figures: Figure[] = [];
  if (parts.includes("memory")) figures.push(await measureMemory(many));
  if (parts.includes("decisions")) figures.push(...(await measureDecisions(bench, many)));
  if (parts.includes("crash")) figures.push(await measureCrash(many));
  return figures;
}
