// npm run bench: ratios within one run, because the machine differs from run to run. Everything that is compared takes
// turns, A B A B, and the median of several rounds counts. Nothing is asserted: the reader judges.
//   npm run bench -- --only gate,peers --rounds 3 --seconds 2

import { endAll, onSignal } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { measureBusy } from "./busy.ts";
import { measureIdle } from "./idle.ts";
import { measureLookup } from "./lookups.ts";
import { measureMillion } from "./million.ts";
import { measureReadings } from "./readings.ts";
import { type Row, report, say } from "./report.ts";
import { measureRequests, type RequestPart } from "./requests.ts";
import { chosen } from "./settings.ts";
import { letAllGo } from "./standstill.ts";
import { buildTree } from "./tree.ts";
import { provideWrk } from "./wrk.ts";

const REQUESTS: RequestPart[] = ["gate", "next", "peers"];
const OTHERS: Record<string, (directory: string) => Promise<Row[]>> = {
  million: measureMillion,
  busy: measureBusy,
  lookup: measureLookup,
  readings: measureReadings,
  idle: measureIdle,
};

const parts = chosen([...REQUESTS, ...Object.keys(OTHERS)]);
const requests = REQUESTS.filter((part) => parts.includes(part));
let remove = () => {};
const cleanUp = async () => {
  letAllGo();
  await endAll();
  remove();
};
onSignal(cleanUp, 130);
try {
  await provideWrk();
  say("Building a copy of the project with the bare route …");
  const tree = await buildTree();
  remove = tree.remove;
  const rows: Row[] = [];
  if (requests.length > 0) rows.push(...(await measureRequests(tree.directory, requests)));
  for (const [part, measure] of Object.entries(OTHERS))
    if (parts.includes(part)) rows.push(...(await measure(tree.directory)));
  console.log(report(rows));
} catch (error) {
  console.error(error instanceof Stop ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
