import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { startInstance, startInstances, type TestInstance } from "#e2e/cluster/instances.ts";
import { endEpoch, inTrials, sleep, useUp } from "#e2e/cluster/use-up.ts";

const LIMIT = 60;
let instances: TestInstance[] = [];

beforeAll(async () => {
  instances = await startInstances(3);
}, 120_000);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
});

test("three instances accept exactly as many concurrent requests as the limit", async () => {
  const trials = await inTrials(3, () => useUp(instances, LIMIT, async () => {}));
  for (const trial of trials) expect(trial).toEqual({ accepted: LIMIT, logged: LIMIT, unavailable: 0 });
});

test("an epoch that ends while a limit is used up neither adds to it nor takes from it", async () => {
  const trials = await inTrials(3, () =>
    useUp(instances, LIMIT * 5, async () => {
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
    useUp(instances, LIMIT * 5, async () => {
      await sleep(Math.random() * 50);
      await db().execute(sql`delete from limit_counters`);
    }),
  );
  for (const trial of trials)
    expect(trial).toEqual({ accepted: LIMIT * 5, logged: LIMIT * 5, unavailable: 0 });
});

test("if connections are cut while requests are decided and logged, no limit is exceeded", async () => {
  const trials = await inTrials(3, () =>
    useUp(instances, LIMIT * 5, async () => {
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
    const trial = await useUp(instances, LIMIT * 5, async () => {
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
    useUp(instances, LIMIT * 5, async () => {
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

test.each([7_200_000, -7_200_000])(
  "an instance whose machine's clock is %i ms off decides with the time of the others",
  async (offMs) => {
    const file = join(mkdtempSync(join(tmpdir(), "latchkey-clock-")), "clock");
    writeFileSync(file, String(offMs));
    const preload = new URL("../../e2e/processes/wall-clock.mjs", import.meta.url).href;
    const off = await startInstance({ WALL_CLOCK_FILE: file, NODE_OPTIONS: `--import ${preload}` });
    expect(await useUp([off], LIMIT, async () => {})).toEqual({
      accepted: LIMIT,
      logged: LIMIT,
      unavailable: 0,
    });
    const { rows } = await db().execute<{ apart: number }>(
      sql`select max(abs(extract(epoch from clock_timestamp() - at)))::float8 as apart from (select at from requests order by id desc limit ${LIMIT}) as last`,
    );
    expect(rows[0]!.apart).toBeLessThan(60);
    await off.stop();
    rmSync(dirname(file), { recursive: true });
  },
);
