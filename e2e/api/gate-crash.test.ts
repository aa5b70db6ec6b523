import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate, passedAs } from "#e2e/api/gate-client.ts";
import { hammer } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { ledgerOf, query, setPlan } from "#e2e/api/store.ts";
import { startWorld, type World } from "#e2e/world.ts";

const KILLS = 5;
const CLIENTS = 24;
const QUOTA = 400;
const LIMIT = 300;
const WIDE = 100_000;
// A server that starts takes seconds, on a busy machine many.
const TIMEOUT_MS = 180_000;
const { dialect } = inject("world");
const postgresqlUrl = inject("postgresqlUrl");
let world: World;
let ada: Developer;
let bob: Developer;

beforeAll(async () => {
  world = await startWorld({ dialect, postgresqlUrl, env: { TRUSTED_PROXIES: "127.0.0.1" } });
  [ada, bob] = [await newDeveloper(world), await newDeveloper(world)];
  await setPlan(world, ada);
  await setPlan(world, bob, 1_000_001);
  await query(world, "update plans set monthly_quota = $1 where id = 'of-1000001'", [QUOTA]);
});

afterAll(() => world?.end());

/** A key under fire, and what clients saw of its requests. */
interface Target extends NewKey {
  accepted: string[];
  unanswered: number;
}

const targetOf = (key: NewKey): Target => ({ ...key, accepted: [], unanswered: 0 });
const keyOf = (developer: Developer, requests: number) =>
  newKey(world, developer, { rate_limit: { requests, window_seconds: 3600 } });

/** Fires until the server is gone: every client ends with its first request that is not answered. */
async function fireUntilGone(targets: Target[]): Promise<void> {
  let gone = false;
  await hammer(
    CLIENTS,
    () => gone,
    async (client) => {
      const target = targets[client % targets.length]!;
      try {
        const { status, headers } = await askGate(world, { key: target.secret, path: "/gate/orders/1" });
        if (status === 200) target.accepted.push(headers.get("request-id")!);
      } catch {
        target.unanswered += 1;
        gone = true;
      }
    },
  );
}

const costOf = async ({ id }: NewKey) => (await ledgerOf(world, id)).reduce((sum, { cost }) => sum + cost, 0);

/** What the gate says is left, by asking without taking. */
async function remaining({ secret: key }: NewKey): Promise<number> {
  const answer = await askGate(world, { key, path: "/gate?cost=0" });
  passedAs(answer);
  return Number(answer.headers.get("x-ratelimit-remaining"));
}

/** Restarts the server and asks as soon as the port is open: before all that the killed one left is settled. */
async function askedAtStart<T>(question: () => Promise<T>): Promise<T> {
  const ready = world.restart();
  for (;;) {
    try {
      const answer = await question();
      await ready;
      return answer;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
      await Promise.race([ready, delay(5)]);
    }
  }
}

test(
  `kill -9 under load at the gate, ${KILLS} times: each accepted request has one row, and no limit starts afresh`,
  async () => {
    const full = await keyOf(ada, 3);
    for (let i = 0; i < 3; i += 1) passedAs(await askGate(world, { key: full.secret }));
    const wide = targetOf(await keyOf(ada, WIDE));
    const limited = targetOf(await keyOf(ada, LIMIT));
    const ofQuota = targetOf(await newKey(world, bob));
    const targets = [wide, limited, ofQuota];

    for (let kill = 0; kill < KILLS; kill += 1) {
      const firing = fireUntilGone(targets);
      await delay(randomInt(150, 500));
      await world.kill();
      await firing;
      expect(await askedAtStart(() => remaining(wide))).toBe(WIDE - (await costOf(wide)));
      expectProblem(await askGate(world, { key: full.secret }), 429, "rate_limited", "key");
      expect(await remaining(ofQuota)).toBe(QUOTA - (await costOf(ofQuota)));
    }

    for (const { id, accepted, unanswered } of targets) {
      const ids = (await ledgerOf(world, id)).filter(({ cost }) => cost > 0).map((row) => row.id);
      expect(accepted.length).toBeGreaterThan(KILLS);
      expect(new Set(ids).size).toBe(ids.length);
      const known = new Set(ids);
      expect(accepted.filter((requestId) => !known.has(requestId))).toEqual([]);
      expect(ids.length - accepted.length).toBeLessThanOrEqual(unanswered);
      expect(unanswered).toBeLessThanOrEqual(KILLS * CLIENTS);
    }
    expect(await costOf(limited)).toBeLessThanOrEqual(LIMIT);
    expect(await costOf(ofQuota)).toBeLessThanOrEqual(QUOTA);
  },
  TIMEOUT_MS,
);

test("when all of it is settled, the counts are the rows' own", async () => {
  const waiting = async () => Number((await query(world, "select count(*) as n from staged"))[0]!.n);
  await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
  const counted = async (sql: string) =>
    (await query(world, sql)).map((row) => ({ ...row, total: Number(row.total), cost: Number(row.cost) }));
  const hours = await counted(
    "select workspace_id, route, status, sum(total) as total, sum(cost) as cost from usage_hours group by 1, 2, 3 order by 1, 2, 3",
  );
  expect(hours).toEqual(
    await counted(
      "select workspace_id, method || ' ' || route as route, status, count(*) as total, sum(cost) as cost from requests where key_id is not null group by 1, 2, 3 order by 1, 2, 3",
    ),
  );
  expect(hours.length).toBeGreaterThan(2);
  expect(
    await counted(
      "select key_id, status, sum(total) as total, 0 as cost from usage_key_days group by 1, 2 order by 1, 2",
    ),
  ).toEqual(
    await counted(
      "select key_id, status, count(*) as total, 0 as cost from requests where key_id is not null group by 1, 2 order by 1, 2",
    ),
  );
});
