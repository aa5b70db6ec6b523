// npm run bench: ratios within one run, because the machine differs from run to run. Everything that is compared takes
// turns, A B A B, and the median of several rounds counts. Nothing is asserted: the reader judges.

import { endAll, onSignal } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { measureIdle } from "./idle.ts";
import { measureLookup } from "./lookups.ts";
import { measureReadings } from "./readings.ts";
import { report, say } from "./report.ts";
import { measureRequests } from "./requests.ts";
import { buildTree } from "./tree.ts";

say("Building a copy of the project with the bare route …");
const tree = await buildTree();
const cleanUp = async () => {
  await endAll();
  tree.remove();
};
onSignal(cleanUp, 130);
try {
  const idle = await measureIdle(tree.directory);
  const requests = await measureRequests(tree.directory);
  const lookup = await measureLookup(tree.directory);
  const readings = await measureReadings(tree.directory);
  console.log(report([...requests, ...lookup, ...readings, ...idle]));
} catch (error) {
  console.error(error instanceof Stop ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
