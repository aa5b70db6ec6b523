import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Developer, newDeveloper } from "#e2e/api/client.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { startCluster } from "#e2e/cluster/cluster.ts";
import type { Breakable, Fault, Kind } from "#e2e/cluster/faults.ts";
import { figuresOf } from "#e2e/cluster/judge.ts";
import { addDiskTriggers, postgresqlFaults } from "#e2e/cluster/postgresql-faults.ts";
import { TITLES, table } from "#e2e/cluster/report.ts";
import { isTimeOver, keep, kept, type Store, type TrialResult } from "#e2e/cluster/results.ts";
import { keyWithQuota, type Limited, limitedKey } from "#e2e/cluster/subjects.ts";
import { runTrial } from "#e2e/cluster/trial.ts";
import { ensureBuild } from "#scripts/build.ts";
import { type OwnPostgresqlServer, ownPostgresql } from "#scripts/postgresql.ts";

/** 1 in `npm run test:cluster`: one trial of each fault. 10 in `npm run faults:cluster`: all of them. */
const FACTOR = Number(process.env.E2E_TRIALS ?? 1);
const LONGEST_TRIAL_MS = 90_000;
const START_LIMIT_MS = 300_000;

/** The kinds of limits of a fault's trials. A single trial is of one kind, which the next fault doesn't have. */
function planned(fault: Fault, place: number): Kind[] {
  const kinds = (Object.keys(fault.trials) as Kind[]).filter((kind) => fault.trials[kind] > 0);
  if (FACTOR <= 1) return [kinds[place % kinds.length]!];
  return kinds.flatMap((kind) => Array<Kind>(Math.ceil((fault.trials[kind] * FACTOR) / 10)).fill(kind));
}

let postgresql: OwnPostgresqlServer;
let cluster: Breakable;
let ada: Developer;

const SUBJECTS: Record<Kind, () => Promise<Limited>> = {
  of60: () => limitedKey(cluster.server, ada, 60),
  of3000: () => limitedKey(cluster.server, ada, 3000),
  quota: () => keyWithQuota(cluster.server, 1000),
  // Many windows in each trial.
  sliding: () => limitedKey(cluster.server, ada, 60, 1),
};

/** Waits until the instances count where they count without a fault. */
async function untilCountingIn(store: Store): Promise<void> {
  const expected = store === "postgresql" ? store : "redis";
  const counting = async () =>
    (await query(cluster.server, "select store from epochs"))[0]?.store === expected;
  for (const deadline = Date.now() + 30_000; !(await counting()); await delay(100))
    if (Date.now() > deadline) throw new Error(`The counters aren't in ${expected} after 30 s`);
}

/** Makes one trial. If it fails before all requests are answered, that is kept as a violation too. */
async function trialOf(fault: Fault, kind: Kind, store: Store): Promise<TrialResult> {
  const result = (violations: string[], figures: TrialResult["figures"]) => {
    const trial = { fault: fault.name, kind, violations, figures };
    keep(store, trial);
    return trial;
  };
  try {
    await untilCountingIn(store);
    const { evidence, violations } = await runTrial(cluster, fault, await SUBJECTS[kind]());
    return result(violations, figuresOf(evidence));
  } catch (error) {
    result([String(error)], null);
    throw error;
  }
}

/** The kinds of the trials of a fault that aren't made yet. */
function leftOf(fault: Fault, place: number, made: TrialResult[]): Kind[] {
  const before = made.filter((trial) => trial.fault === fault.name).map(({ kind }) => kind);
  return planned(fault, place).filter((kind) => {
    const one = before.indexOf(kind);
    if (one >= 0) before.splice(one, 1);
    return one < 0;
  });
}

/**
 * A test for each fault, in a cluster of three instances that count in `store`, and a table of what its trials showed.
 * `redisUrl`: called once. Trials of earlier parts of the run aren't made again, and count too.
 */
export function testFaults(store: Store, faults: Fault[], redisUrl?: () => Promise<string>): void {
  const all = kept(store);
  const cases = faults.map((fault, place) => ({ fault, name: fault.name, left: leftOf(fault, place, all) }));
  const total = faults.reduce((sum, fault, place) => sum + planned(fault, place).length, 0);

  beforeAll(async () => {
    if (isTimeOver() || cases.every(({ left }) => left.length === 0)) return;
    await ensureBuild(console.log);
    postgresql = await ownPostgresql();
    const started = await startCluster({ postgresqlUrl: postgresql.url, redisUrl: await redisUrl?.() });
    cluster = { ...started, postgresql: postgresqlFaults(postgresql, started.server) };
    await addDiskTriggers(cluster.server);
    ada = await newDeveloper(cluster.server);
    await setPlan(cluster.server, ada);
  }, START_LIMIT_MS);

  afterAll(async () => {
    console.log(`\n${TITLES[store]}: ${all.length} of ${total} trials\n\n${table(all)}\n`);
    await cluster?.end();
    await postgresql?.stop();
  }, START_LIMIT_MS);

  test.each(cases)(
    "limits are exact and revocation is immediate: $name",
    async ({ fault, left }) => {
      for (const kind of left) {
        if (isTimeOver()) break;
        all.push(await trialOf(fault, kind, store));
      }
      const wrong = all.filter((trial) => trial.fault === fault.name && trial.violations.length > 0);
      expect(wrong.flatMap(({ kind, violations }) => violations.map((one) => `${kind}: ${one}`))).toEqual([]);
    },
    LONGEST_TRIAL_MS * 40 * FACTOR,
  );
}
