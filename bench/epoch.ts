import { setTimeout as delay } from "node:timers/promises";
import { type Place, startPlace } from "./cluster.ts";
import { type Figure, say, show } from "./report.ts";
import { FEW_ROUNDS, QUICK, sized } from "./settings.ts";
import type { Bench } from "./versions.ts";
import { type Load, measure } from "./wrk.ts";

const KEYS = sized(100_000);
const CONNECTIONS = 32;
/** Longer than it takes to use every key once, so that all windows are active. */
const WINDOW_SECONDS = 3600;
const WARM_SECONDS = QUICK ? 1 : 10;
const LOAD_SECONDS = QUICK ? 4 : 10;
const FLUSHED_AFTER_MS = 1500;

/** Measures the slowest answer while Redis loses the windows of 100,000 keys: their epoch ends, and they are built again. */
export async function measureEpoch(bench: Bench): Promise<Figure[]> {
  const place = await startPlace(bench, "in Redis", KEYS, WINDOW_SECONDS);
  await askAboutEach(place);
  const windows = Number(await place.redis!.command("DBSIZE"));
  const calm: Load[] = [];
  const flushed: Load[] = [];
  for (let round = 1; round <= FEW_ROUNDS; round++) {
    say(`A flushed Redis: round ${round} of ${FEW_ROUNDS} …`);
    calm.push(await load(place));
    const flush = delay(FLUSHED_AFTER_MS).then(() => place.redis!.command("FLUSHALL"));
    flushed.push(await load(place));
    await flush;
  }
  await place.end();
  const figure = (what: string, unit: string, read: (load: Load) => number, among = flushed): Figure => ({
    part: "cluster-epoch",
    what,
    unit,
    now: among.map(read),
    failed: among.reduce((sum, { failed }) => sum + failed, 0),
  });
  return [
    {
      ...figure(`Slowest answer while Redis is flushed, ${show(windows)} counters`, "ms", slowest),
      wanted: { atMost: 500 },
    },
    figure("likewise: p99", "ms", ({ p99Ms }) => p99Ms),
    figure("likewise: requests/s", "", ({ requestsPerSecond }) => requestsPerSecond),
    figure("The same load undisturbed: slowest answer", "ms", slowest, calm),
    figure("likewise: requests/s", "", ({ requestsPerSecond }) => requestsPerSecond, calm),
  ];
}

const slowest = ({ slowestMs }: Load) => slowestMs;

const load = ({ server, seeded }: Place, seconds = LOAD_SECONDS): Promise<Load> =>
  measure({
    ...{ url: `${server.gateUrl}/gate`, keys: seeded.keys, seconds, connections: CONNECTIONS },
    pick: "random",
  });

/** Uses every key once. */
async function askAboutEach({ server, seeded: { keys } }: Place): Promise<void> {
  say(`Using each of ${show(KEYS)} keys once …`);
  const burst = { url: `${server.gateUrl}/gate`, keys, connections: CONNECTIONS, seconds: WARM_SECONDS };
  for (let used = 0; used < KEYS; ) used += (await measure({ ...burst, passOver: used })).requests;
}
