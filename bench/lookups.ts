import { end } from "#scripts/processes.ts";
import { type Child, startChild } from "./child.ts";
import { environmentOf, newDataLocation } from "./data-location.ts";
import { MANY } from "./many.ts";
import { median } from "./median.ts";
import { type Figure, say, show } from "./report.ts";
import { eachOf, takeRounds } from "./rounds.ts";
import { seed } from "./seeding.ts";
import { ROUNDS } from "./settings.ts";
import type { Tree } from "./tree.ts";
import { type Bench, ofEach } from "./versions.ts";

const FEW = 1000;

interface Lookups {
  few: Child;
  many: Child;
}

/** Measures how the look-up of a key by its hash depends on the number of keys. */
export async function measureLookup(bench: Bench): Promise<Figure[]> {
  const lookups = await ofEach(bench, (tree) => open(bench, tree));
  const rounds = await takeRounds("Look-ups", ROUNDS, lookups, async ({ few, many }) => ({
    few: await micros(few),
    many: await micros(many),
  }));
  for (const { few, many } of [lookups.now, lookups.baseline].filter((version) => version !== null))
    for (const child of [few, many]) await end(child.process);
  const [few, many] = (["few", "many"] as const).map((size) =>
    show(median(rounds.now.map((round) => round[size]))),
  );
  return [
    {
      part: "lookup",
      what: `Look-up of a key among ${show(MANY)}, against among ${show(FEW)}`,
      unit: "×",
      ...eachOf(rounds, (round) => round.many / round.few),
      notes: `${many} of ${few} µs`,
      wanted: { atMost: 1.5 },
    },
    {
      part: "lookup",
      what: `Look-up of a key among ${show(MANY)}`,
      unit: "µs",
      ...eachOf(rounds, (round) => round.many),
    },
  ];
}

async function open({ directory }: Bench, tree: Tree): Promise<Lookups> {
  say(`Creating ${show(MANY)} keys …`);
  const among = async (keys: number): Promise<Child> => {
    const location = newDataLocation(directory);
    await seed(tree, location, 0, keys);
    const child = startChild("bench/lookup.ts", { cwd: tree.directory, env: environmentOf(location) });
    await child.ask({}); // warm
    return child;
  };
  return { few: await among(FEW), many: await among(MANY) };
}

const micros = async (child: Child) => (await child.ask<{ microseconds: number }>({})).microseconds;
