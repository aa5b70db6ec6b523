import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import * as epochs from "#db/queries/epochs.ts";
import { startInstance, startInstances, type TestInstance } from "#e2e/cluster/instances.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { newId } from "#lib/ids.ts";

const TRIALS = Number(process.env.E2E_TRIALS ?? 1);
const LIMIT = 60;
const CLIENTS = 200;
let instances: TestInstance[] = [];

beforeAll(async () => {
  instances = await startInstances(3);
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Trial {
  accepted: number;
  logged: number;
  unavailable: number;
}

/** Uses up a new key's limit at all instances at once, while a fault happens. Then asks again until all are refused. */
async function useUp(limit: number, fault: () => Promise<unknown>): Promise<Trial> {
  const { key, plan, quota } = newTenant();
  const owner = { workspaceId: newId("ws", Date.now()), keyId: newId("key", Date.now()) };
  const subject = { kind: "workspace", workspaceId: owner.workspaceId, environment: "live" } as const;
  const policies = [
    { ...plan(limit * 2, 3600), subject },
    { ...key("a", limit, 3600), subject: { kind: "key", keyId: owner.keyId } as const },
    { ...quota(limit * 2), subject },
  ];
  const run = { policies, owner, most: limit, clients: Math.ceil(CLIENTS / instances.length) };
  const before = instances.map((instance) => instance.accepted());
  const answers = Promise.all(instances.map((instance) => instance.run(run)));
  await Promise.all([answers, fault()]);
  const again = await Promise.all(instances.map((instance) => instance.run({ ...run, clients: 3 })));
  const accepted = instances.reduce((sum, instance, i) => sum + instance.accepted() - before[i]!, 0);
  const { rows } = await db().execute<{ logged: number }>(
    sql`select count(*)::int as logged from requests where key_id = ${owner.keyId} and cost > 0`,
  );
  const unavailable = [...(await answers), ...again].reduce((sum, one) => sum + (one?.unavailable ?? 0), 0);
  return { accepted, logged: rows[0]!.logged, unavailable };
}

async function endEpoch() {
  const { number, ...next } = await epochs.current();
  await epochs.end(number, next);
}

async function inTrials(count: number, trial: () => Promise<Trial>): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let i = 0; i < count * TRIALS; i += 1) trials.push(await trial());
  return trials;
}

test("three instances accept exactly as many concurrent requests as the limit", async () => {
  const trials = await inTrials(3, () => useUp(LIMIT, async () => {}));
  for (const trial of trials) expect(trial).toEqual({ accepted: LIMIT, logged: LIMIT, unavailable: 0 });
});

test("an epoch that ends while a limit is used up neither adds to it nor takes from it", async () => {
  const trials = await inTrials(3, () =>
    useUp(LIMIT * 5, async () => {
      for (let i = 0; i < 5; i += 1) {
        await sleep(Math.random() * 30);
        await endEpoch();
      }
    }),
  );
  for (const trial of trials)
    expect(trial).toEqual({ accepted: LIMIT * 5, logged: LIMIT * 5, unavailable: 0 });
});

test("counters that PostgreSQL loses are rebuilt from the log", async () => {
  const trials = await inTrials(3, () =>
    useUp(LIMIT * 5, async () => {
      await sleep(Math.random() * 50);
      await db().execute(sql`delete from limit_counters`);
    }),
  );
  for (const trial of trials)
    expect(trial).toEqual({ accepted: LIMIT * 5, logged: LIMIT * 5, unavailable: 0 });
});

test("if connections are cut while requests are decided and logged, no limit is exceeded", async () => {
  const trials = await inTrials(3, () =>
    useUp(LIMIT * 5, async () => {
      for (let i = 0; i < 3; i += 1) {
        await sleep(Math.random() * 50);
        await db().execute(sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and query ~ 'append_requests|decide_limits'`);
      }
    }),
  );
  for (const { accepted, logged } of trials) {
    expect(logged).toBe(LIMIT * 5);
    expect(accepted).toBeLessThanOrEqual(LIMIT * 5);
  }
});

test("what an instance had counted and not logged when it was killed is available to the others", async () => {
  const trials = await inTrials(2, async () => {
    const trial = await useUp(LIMIT * 5, async () => {
      await sleep(Math.random() * 60);
      instances.at(-1)!.process.kill("SIGKILL");
      // The others notice.
      await sleep(600);
    });
    instances.splice(-1, 1, await startInstance());
    return trial;
  });
  for (const { accepted, logged } of trials) {
    expect(logged).toBe(LIMIT * 5);
    expect(accepted).toBeLessThanOrEqual(LIMIT * 5);
  }
});

test("what an instance counted before it was stopped isn't logged in a later epoch", async () => {
  const trials = await inTrials(2, () =>
    useUp(LIMIT * 5, async () => {
      const { process } = instances[0]!;
      await sleep(Math.random() * 40);
      process.kill("SIGSTOP");
      await endEpoch();
      await sleep(400);
      process.kill("SIGCONT");
    }),
  );
  for (const trial of trials)
    expect(trial).toEqual({ accepted: LIMIT * 5, logged: LIMIT * 5, unavailable: 0 });
});
