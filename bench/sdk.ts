import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { end } from "#scripts/processes.ts";
import { newDataLocation } from "./data-location.ts";
import { median } from "./median.ts";
import { added, type Pair, type Turn, takePairs } from "./pairs.ts";
import { type Figure, say, show } from "./report.ts";
import { type Compared, isMissing, LANGUAGES, type Language } from "./sdk-languages.ts";
import { seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import { ROUNDS, SECONDS } from "./settings.ts";
import type { Bench } from "./versions.ts";

const TURN_MS = 250;
const BASELINE = "baseline ";

export const SDK_PARTS = LANGUAGES.map(({ part }) => part);

/** Measures what a check with an SDK adds to a bare request of the gate. */
export async function measureSdks(bench: Bench, parts: string[]): Promise<Figure[]> {
  const { directory, versions } = bench;
  const location = newDataLocation(directory);
  const { keys } = await seed(versions.now, location, 1, 0);
  const [key = ""] = readFileSync(keys, "utf8").split("\n");
  const server = await startServer(versions.now, location);
  const figures: Figure[] = [];
  for (const language of LANGUAGES) {
    if (!parts.includes(language.part)) continue;
    if (await isMissing(language)) say(`${language.needs} is missing: no figures of ${language.part}.`);
    else figures.push(...(await measureLanguage(bench, language, server, key)));
  }
  await end(server.process);
  return figures;
}

async function measureLanguage(
  { versions: { now, baseline } }: Bench,
  language: Language,
  { gateUrl }: Server,
  key: string,
): Promise<Figure[]> {
  const child = await language.start(now, gateUrl, key);
  const compared = baseline !== null && existsSync(join(baseline.directory, language.folder));
  const earlier = compared ? await language.start(baseline, gateUrl, key) : null;
  const figures: Figure[] = [];
  for (const atOnce of new Set(language.compared.flatMap((one) => one.atOnce))) {
    const among = language.compared.filter((one) => one.atOnce.includes(atOnce));
    const names = new Set(among.flatMap(({ ours, theirs }) => [ours, theirs]));
    if (earlier) for (const { ours } of among) names.add(BASELINE + ours);
    const rounds = await takeRounds(`SDK in ${language.name}, ${atOnce} at once`, [...names], (name) => {
      const who = name.startsWith(BASELINE) ? earlier! : child;
      return who.ask<Turn>({ client: name.replace(BASELINE, ""), ms: TURN_MS, atOnce });
    });
    figures.push(...among.flatMap((one) => figuresOf(language, atOnce, one, rounds)));
  }
  for (const started of [child, earlier]) if (started) await end(started.process);
  return figures;
}

/** The pairs of each round. */
type Rounds = Pair<string>[][];

async function takeRounds(
  title: string,
  names: string[],
  ask: (name: string) => Promise<Turn>,
): Promise<Rounds> {
  const pairs = Math.ceil((SECONDS * 1000) / TURN_MS);
  const rounds: Rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    say(round === 0 ? `${title}: warming up …` : `${title}: round ${round} of ${ROUNDS} …`);
    const taken = await takePairs(names, pairs, ask);
    if (round > 0) rounds.push(taken);
  }
  return rounds;
}

const p50 = ({ p50Ms }: Turn) => p50Ms;
const cpu = ({ cpuMicros }: Turn) => cpuMicros;

function figuresOf({ part, name }: Language, atOnce: number, compared: Compared, rounds: Rounds): Figure[] {
  const { ours, theirs, wanted } = compared;
  const all = rounds.flat();
  const earlier = all[0]![BASELINE + ours] !== undefined;
  const figure = (what: string, unit: string, read: typeof p50): Figure => ({
    part,
    what: `${name}, ${atOnce} at once: ${ours}, ${what} ${theirs}`,
    unit,
    difference: true,
    now: rounds.map((pairs) => added(pairs, ours, theirs, read)),
    ...(earlier && { baseline: rounds.map((pairs) => added(pairs, BASELINE + ours, theirs, read)) }),
    notes: [ours, theirs].map((client) => show(median(all.map((pair) => read(pair[client]!))))).join(" and "),
    failed: all.reduce((sum, pair) => sum + pair[ours]!.failed + pair[theirs]!.failed, 0),
  });
  return [
    { ...figure("added to the median of", "ms", p50), ...(wanted && { wanted }) },
    figure("CPU of the client added to that of", "µs", cpu),
  ];
}
