import { say } from "./report.ts";

/** A value for the current version and, if compared, for the baseline. */
export interface Both<Value> {
  now: Value;
  baseline: Value | null;
}

/** Measures both versions in turns, for figures that aren't request loads. */
export async function takeRounds<Subject, Value>(
  title: string,
  rounds: number,
  { now, baseline }: Both<Subject>,
  measure: (subject: Subject) => Promise<Value>,
): Promise<Both<Value[]>> {
  const measured: { now: Value[]; baseline: Value[] } = { now: [], baseline: [] };
  for (let round = 1; round <= rounds; round++) {
    say(`${title}: round ${round} of ${rounds} …`);
    measured.now.push(await measure(now));
    if (baseline) measured.baseline.push(await measure(baseline));
  }
  return baseline ? measured : { now: measured.now, baseline: null };
}

/** Picks one value of each round for a figure. */
export const eachOf = <Value>({ now, baseline }: Both<Value[]>, read: (value: Value) => number) => ({
  now: now.map(read),
  ...(baseline && { baseline: baseline.map(read) }),
});
