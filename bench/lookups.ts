import { end } from "#scripts/processes.ts";
import { type Child, startChild } from "./child.ts";
import { environmentOf, newPlace } from "./place.ts";
import { type Figure, median, say, show } from "./report.ts";
import { seed } from "./seeding.ts";
import { ROUNDS, sized } from "./settings.ts";
import type { Tree } from "./tree.ts";
import { type Bench, ofEach } from "./versions.ts";

const SIZES = [1000, sized(1_000_000)] as const;

/** Microseconds among few keys, and among many. */
type Round = [few: number, many: number];

/** The look-up of a key by its hash must not feel how many keys there are. */
export async function measureLookup(bench: Bench): Promise<Figure[]> {
  const { now, baseline } = await ofEach(bench, (tree) => lookUp(bench, tree));
  const [few, many] = [0, 1].map((size) => show(median(now.map((round) => round[size]!))));
  const ratio = ([fewMicros, manyMicros]: Round) => manyMicros / fewMicros;
  return [
    {
      part: "lookup",
      what: `Look-up of a key among ${show(SIZES[1])}, against among ${show(SIZES[0])}`,
      unit: "×",
      now: now.map(ratio),
      ...(baseline && { baseline: baseline.map(ratio) }),
      notes: `${many} of ${few} µs`,
      wanted: { atMost: 1.5 },
    },
    {
      part: "lookup",
      what: `Look-up of a key among ${show(SIZES[1])}`,
      unit: "µs",
      now: now.map(([, micros]) => micros),
      ...(baseline && { baseline: baseline.map(([, micros]) => micros) }),
    },
  ];
}

async function lookUp({ directory }: Bench, tree: Tree): Promise<Round[]> {
  say(`Creating ${show(SIZES[1])} keys …`);
  const lookups: Child[] = [];
  for (const total of SIZES) {
    const place = newPlace(directory);
    await seed(tree, place, 0, total);
    const child = startChild("bench/lookup.ts", { cwd: tree.directory, env: environmentOf(place) });
    await child.ask({}); // warm
    lookups.push(child);
  }
  const [few, many] = lookups as [Child, Child];
  const micros = async (child: Child) => (await child.ask<{ microseconds: number }>({})).microseconds;
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round++) rounds.push([await micros(few), await micros(many)]);
  for (const child of lookups) await end(child.process);
  return rounds;
}
