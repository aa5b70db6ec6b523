// npm run faults:table: prints the results of all parts of `npm run faults:cluster` together.
//   npm run faults:table -- <folder>
import { revocationsInWords, TITLES, table } from "#e2e/cluster/report.ts";
import { kept, type Store } from "#e2e/cluster/results.ts";

const folder = process.argv[2] ?? "fault-results";
const revocations = kept("revocations", folder);
const violations = revocations.flatMap((one) => one.violations);

for (const store of Object.keys(TITLES) as Store[]) {
  const trials = kept(store, folder);
  console.log(`${TITLES[store]}: ${trials.length} trials\n\n${table(trials)}\n`);
  for (const { fault, kind, violations: found } of trials)
    violations.push(...found.map((violation) => `${fault}, ${kind}: ${violation}`));
}
console.log(`${revocationsInWords(revocations)}\n`);
console.log([`Violations: ${violations.length}`, ...violations.map((one) => `- ${one}`)].join("\n"));
if (violations.length > 0) process.exitCode = 1;
