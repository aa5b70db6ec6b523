import { end } from "#scripts/processes.ts";
import { newDataLocation } from "./data-location.ts";
import { MANY, type Many } from "./many.ts";
import { median } from "./median.ts";
import { Probe } from "./probe.ts";
import { type Figure, say, show } from "./report.ts";
import type { Both } from "./rounds.ts";
import { seed } from "./seeding.ts";
import { type Server, startServer } from "./server.ts";
import { QUICK } from "./settings.ts";
import { type Contestant, failures, type Round, takeTurns } from "./turns.ts";
import type { Bench, Version } from "./versions.ts";
import { measure } from "./wrk.ts";

const CONNECTIONS = 32;
const FEW = 1000;
const WARM_SECONDS = QUICK ? 1 : 10;
const WARM_LIMIT_SECONDS = QUICK ? 3 : 120;

type Size = "few" | "many";
type Name = `${Version} ${Size}`;

/** Compares the time of a decision with many keys and with few. Each request uses a random key, on warm servers. */
export async function measureDecisions(bench: Bench, many: Both<Many>): Promise<Figure[]> {
  const contestants = {} as Record<Name, Contestant>;
  const ends: (() => Promise<void>)[] = [];
  let warm = MANY;
  const versions = (["now", "baseline"] as const).filter((version) => many[version]);
  for (const version of versions) {
    const { tree, location, seeded } = many[version]!;
    const large = await startServer(tree, location);
    const fewPlace = newDataLocation(bench.directory);
    const fewSeeded = await seed(tree, fewPlace, FEW, 0);
    const small = await startServer(tree, fewPlace);
    warm = Math.min(warm, await askAboutEach(large, seeded.keys));
    for (const [size, server, { keys }] of [
      ["few", small, fewSeeded],
      ["many", large, seeded],
    ] as const) {
      const probe = await Probe.of(server);
      contestants[`${version} ${size}`] = contestant(server, keys, probe);
      ends.push(
        () => probe.backlog!.close(),
        () => end(server.process),
      );
    }
  }
  const rounds = await takeTurns("Decisions", contestants);
  for (const end of ends) await end();
  return figuresOf(rounds, versions, warm);
}

function figuresOf(rounds: Round<Name>[], versions: Version[], warm: number): Figure[] {
  const rate = (size: Size, version: Version) =>
    rounds.map((round) => round[`${version} ${size}`].requestsPerSecond);
  const slower = (version: Version) => rate("few", version).map((few, i) => few / rate("many", version)[i]!);
  const both = (read: (version: Version) => number[]) => ({
    now: read("now"),
    ...(versions.includes("baseline") && { baseline: read("baseline") }),
  });
  const names = versions.flatMap((version) => [`${version} few`, `${version} many`] as Name[]);
  const [many, few] = [rate("many", "now"), rate("few", "now")].map((rates) => show(median(rates)));
  const coldKeys = warm < MANY ? `; only ${show(warm)} of the keys were warm` : "";
  return [
    {
      part: "decisions",
      what: `Time of a decision of \`/gate\` with ${show(MANY)} keys, each at random, against with ${show(FEW)}`,
      unit: "×",
      ...both(slower),
      notes: `${many} and ${few} requests/s${coldKeys}`,
      wanted: { atMost: 2 },
      failed: failures(rounds, ...names),
    },
    {
      part: "decisions",
      what: `\`/gate\` with ${show(MANY)} keys, each at random: requests/s`,
      unit: "",
      ...both((version) => rate("many", version)),
    },
    {
      part: "decisions",
      what: "likewise: rows waiting at the end of a turn, in seconds of arrivals",
      unit: "s",
      ...both((version) => rounds.map((round) => round[`${version} many`].waitingSeconds)),
      wanted: { atMost: 1 },
    },
  ];
}

function contestant({ gateUrl }: Server, keys: string, probe: Probe): Contestant {
  const burst = { url: `${gateUrl}/gate`, keys, connections: CONNECTIONS, pick: "random" as const };
  return { probe, load: (seconds) => measure({ ...burst, seconds }) };
}

/** Uses every key once, until the time is up. Returns how many were used. */
async function askAboutEach({ gateUrl }: Server, keys: string): Promise<number> {
  say(`Asking once about each of ${show(MANY)} keys, at most ${WARM_LIMIT_SECONDS} s …`);
  const burst = { url: `${gateUrl}/gate`, keys, connections: CONNECTIONS, seconds: WARM_SECONDS };
  let asked = 0;
  for (let seconds = 0; asked < MANY && seconds < WARM_LIMIT_SECONDS; seconds += WARM_SECONDS)
    asked += (await measure({ ...burst, passOver: asked })).requests;
  return asked;
}
