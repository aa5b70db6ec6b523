import { existsSync } from "node:fs";
import { join } from "node:path";
import { end } from "#scripts/processes.ts";
import { Backlog } from "./backlog.ts";
import { CONNECTIONS } from "./contestants.ts";
import { newDataLocation } from "./data-location.ts";
import { median } from "./median.ts";
import { installPeers, startPeer } from "./peers.ts";
import { moveTo } from "./pinning.ts";
import { Probe } from "./probe.ts";
import { type Figure, show } from "./report.ts";
import { seed } from "./seeding.ts";
import { startServer } from "./server.ts";
import { type Contestant, failures, type Measured, type Round, takeTurns } from "./turns.ts";
import type { Bench } from "./versions.ts";
import { measure } from "./wrk.ts";

const HOW = ["sdk", "by-hand", "none"] as const;
type Name = (typeof HOW)[number] | "baseline sdk";

/** Compares an Express app with the SDK's middleware with the same app that calls the gate by hand. */
export async function measureSdkExpress({ directory, versions }: Bench): Promise<Figure[]> {
  await installPeers();
  const location = newDataLocation(directory);
  const seeded = await seed(versions.now, location, 1000, 0);
  const gate = await startServer(versions.now, location);
  // The app is what is measured, so it has the server's core for itself.
  moveTo("client", gate.process.pid!, "process");
  const backlog = await Backlog.of(location);
  const ends = [() => backlog.close(), () => end(gate.process)];
  const contestants = {} as Record<Name, Contestant>;
  const start = async (name: Name, how: string, folder: string) => {
    const sdk = join(folder, SDK);
    const app = await startPeer("express", directory, how, gate.gateUrl, sdk);
    ends.unshift(() => end(app.process));
    contestants[name] = {
      probe: new Probe(app.process, backlog),
      load: (seconds) =>
        measure({ url: `${app.url}/orders`, keys: seeded.keys, seconds, connections: CONNECTIONS }),
    };
  };
  for (const how of HOW) await start(how, how, versions.now.directory);
  const baseline = versions.baseline?.directory;
  if (baseline && existsSync(join(baseline, SDK))) await start("baseline sdk", "sdk", baseline);
  const rounds = await takeTurns("Express", contestants);
  for (const end of ends) await end();
  return figuresOf(rounds, contestants["baseline sdk"] !== undefined);
}

const SDK = "sdk/typescript/src/express.ts";

function figuresOf(rounds: Round<Name>[], compared: boolean): Figure[] {
  const figure = (what: string, unit: string, read: (round: Round<Name>, sdk: Measured) => number) => ({
    part: "sdk-express",
    what: `An Express app with the SDK's middleware, ${what}`,
    unit,
    now: rounds.map((round) => read(round, round.sdk)),
    ...(compared && { baseline: rounds.map((round) => read(round, round["baseline sdk"])) }),
    failed: failures(rounds, ...HOW),
  });
  const middle = (name: Name, read: (measured: Measured) => number) =>
    show(median(rounds.map((round) => read(round[name]))));
  const against = (theirs: "by-hand" | "none", what: string, read: (measured: Measured) => number) => ({
    ...figure(`against ${AGAINST[theirs]}: ${what}`, "×", (round, sdk) => read(sdk) / read(round[theirs])),
    notes: `${middle("sdk", read)} of ${middle(theirs, read)}`,
  });
  const rate = ({ requestsPerSecond }: Measured) => requestsPerSecond;
  const cpu = ({ mainMicros }: Measured) => mainMicros;
  return [
    { ...against("by-hand", "requests/s", rate), wanted: { atLeast: 0.7 } },
    against("by-hand", "p99", ({ p99Ms }) => p99Ms),
    against("by-hand", "CPU of the main thread a request, in µs", cpu),
    against("none", "requests/s", rate),
    against("none", "CPU of the main thread a request, in µs", cpu),
  ];
}

const AGAINST = { "by-hand": "undici called by hand", none: "no gate" };
