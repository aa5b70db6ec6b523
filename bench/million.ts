import { measureCrash } from "./crash.ts";
import { measureDecisions } from "./decisions.ts";
import { MANY, type Many } from "./many.ts";
import { measureMemory } from "./memory.ts";
import { newPlace } from "./place.ts";
import { type Figure, say, show } from "./report.ts";
import { seed } from "./seeding.ts";
import { type Bench, ofEach } from "./versions.ts";

export type MillionPart = "memory" | "decisions" | "crash";
export const MILLION_PARTS: MillionPart[] = ["memory", "decisions", "crash"];

/** The gate must not feel how many keys there are: not in its memory, not in its time, not in its start after a crash. */
export async function measureMillion(bench: Bench, parts: MillionPart[]): Promise<Figure[]> {
  const many = await ofEach(bench, async (tree): Promise<Many> => {
    say(`Creating ${show(MANY)} keys …`);
    const place = newPlace(bench.directory);
    return { tree, place, seeded: await seed(tree, place, MANY, 0) };
  });
  const figures: Figure[] = [];
  if (parts.includes("memory")) figures.push(await measureMemory(many));
  if (parts.includes("decisions")) figures.push(...(await measureDecisions(bench, many)));
  if (parts.includes("crash")) figures.push(await measureCrash(many));
  return figures;
}
