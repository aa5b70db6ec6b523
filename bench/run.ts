// npm run bench: compares the current project with an earlier commit and with other servers. They take turns within one
// run, because a machine's speed differs between runs. The table shows targets, but missing one isn't an error.
//   npm run bench -- --quick                                  a smoke run of everything
//   npm run bench -- --only gate,crash --rounds 3 --seconds 2
// docs/performance.md explains every figure and option.
import { endAll, onSignal } from "#scripts/processes.ts";
import { provide } from "#scripts/requirements.ts";
import { Stop } from "#scripts/stop.ts";
import { measureBusy } from "./busy.ts";
import { measureCluster } from "./cluster.ts";
import { REQUEST_PARTS, type RequestPart } from "./comparisons.ts";
import { measureDashboard } from "./dashboard.ts";
import { measureEpoch } from "./epoch.ts";
import { measureHotCounts } from "./hot-counts.ts";
import { measureIdle } from "./idle.ts";
import { measureLookup } from "./lookups.ts";
import { MILLION_PARTS, type MillionPart, measureMillion } from "./million.ts";
import { stopPostgresql } from "./postgresql.ts";
import { measurePublicPages } from "./public-pages.ts";
import { measureReadings } from "./readings.ts";
import { type Figure, report, say } from "./report.ts";
import { measureRequests } from "./requests.ts";
import { measureSdks, SDK_PARTS } from "./sdk.ts";
import { measureSdkExpress } from "./sdk-express.ts";
import { chosen } from "./settings.ts";
import { measureSustained } from "./sustained.ts";
import { newRunDirectory, remove } from "./tree.ts";
import { type Bench, prepareBench } from "./versions.ts";
import { provideWrk } from "./wrk.ts";

/** The parts of a group share their preparation. */
const GROUPS: [parts: string[], measure: (bench: Bench, parts: string[]) => Promise<Figure[]>][] = [
  [REQUEST_PARTS, (bench, parts) => measureRequests(bench, parts as RequestPart[])],
  [["cluster"], measureCluster],
  [["cluster-epoch"], measureEpoch],
  [["hot-counts"], measureHotCounts],
  [["sustained"], measureSustained],
  [MILLION_PARTS, (bench, parts) => measureMillion(bench, parts as MillionPart[])],
  [["busy"], measureBusy],
  [["lookup"], measureLookup],
  [["readings"], measureReadings],
  [SDK_PARTS, measureSdks],
  [["sdk-express"], measureSdkExpress],
  [["dashboard"], measureDashboard],
  [["public-pages"], measurePublicPages],
  [["idle"], measureIdle],
];

const wanted = chosen(GROUPS.flatMap(([parts]) => parts));
const directory = newRunDirectory();
const cleanUp = async () => {
  await endAll();
  await stopPostgresql();
  remove(directory);
};
onSignal(cleanUp, 130);
const figures: Figure[] = [];
try {
  await provideWrk();
  if (wanted.includes("dashboard")) await provide(["playwright"], true, say);
  const bench = await prepareBench(directory);
  for (const [parts, measure] of GROUPS) {
    const among = parts.filter((part) => wanted.includes(part));
    if (among.length > 0) figures.push(...(await measure(bench, among)));
  }
} catch (error) {
  console.error(error instanceof Stop ? error.message : error);
  process.exitCode = 1;
} finally {
  // After a failure, still print what was measured before.
  if (figures.length > 0) console.log(report(figures));
  await cleanUp();
}
