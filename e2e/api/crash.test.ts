import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Answer, call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate, passedAs } from "#e2e/api/gate-client.ts";
import { hammer } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, requestLogOf, setPlan, untilCompacted } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { size, trials } from "#e2e/trials.ts";

const KILLS = size(2, 50);
const REQUEST_CLIENTS = 24;
const WRITE_CLIENTS = 6;
const QUOTA = 400 * trials(1);
const LIMIT = 300 * trials(1);
const WIDE = 100_000;
const { dialect } = inject("server");
const postgresqlUrl = inject("postgresqlUrl");
let server: OwnServer;
let ada: Developer;
let bob: Developer;

beforeAll(async () => {
  server = await startTestServer({ dialect, postgresqlUrl, env: { TRUSTED_PROXIES: "127.0.0.1" } });
  [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  await setPlan(server, ada);
  await setPlan(server, bob, 1_000_001);
  await query(server, "update plans set monthly_quota = $1 where id = 'of-1000001'", [QUOTA]);
});

afterAll(() => server?.end());

/** A key under load, and what clients saw of its requests. */
interface Target extends NewKey {
  accepted: string[];
  unanswered: number;
}

const targetOf = (key: NewKey): Target => ({ ...key, accepted: [], unanswered: 0 });
const keyOf = (developer: Developer, requests: number) =>
  newKey(server, developer, { rate_limit: { requests, window_seconds: 3600 } });

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });
const gate = (key: string) => askGate(server, { key, path: "/gate/orders/1" });

/** Requests at the API and at the gate until the server is gone: the first request without an answer ends the load. */
async function requestUntilGone(targets: Target[]): Promise<void> {
  let gone = false;
  await hammer(
    REQUEST_CLIENTS,
    () => gone,
    async (client) => {
      const target = targets[client % targets.length]!;
      const request = Math.floor(client / targets.length) % 2 === 0 ? me : gate;
      try {
        const { status, headers } = await request(target.secret);
        if (status === 200) target.accepted.push(headers.get("request-id")!);
      } catch {
        target.unanswered += 1;
        gone = true;
      }
    },
  );
}

/** One create or rotation, its idempotency key, and the id in its answer if there was one. */
interface Write {
  path: string;
  idempotencyKey: string;
  id?: string;
}

const send = ({ path, idempotencyKey }: Write) =>
  call(server, "POST", `/api/v1/keys${path}`, {
    token: ada.accessToken,
    body: path ? { overlap_seconds: 0 } : { name: idempotencyKey },
    headers: { "idempotency-key": idempotencyKey },
  });

/** Creates keys, and rotates one, until the server is gone. */
async function writeUntilGone(rotating: NewKey, writes: Write[]): Promise<void> {
  let gone = false;
  await hammer(
    WRITE_CLIENTS,
    () => gone,
    async (client) => {
      const write: Write = {
        path: client === 0 ? `/${rotating.id}/rotate` : "",
        idempotencyKey: randomUUID(),
      };
      writes.push(write);
      try {
        write.id = (await send(write)).body.data?.id;
      } catch {
        gone = true;
      }
    },
  );
}

const costOf = async ({ id }: NewKey) =>
  (await requestLogOf(server, id)).reduce((sum, { cost }) => sum + cost, 0);

/** What the gate says is left; cost 0 uses nothing. */
async function remaining({ secret: key }: NewKey): Promise<number> {
  const answer = await askGate(server, { key, path: "/gate?cost=0" });
  passedAs(answer);
  return Number(answer.headers.get("x-ratelimit-remaining"));
}

/** Restarts the server and asks as soon as the port opens, while rows of the killed process may still wait. */
async function askedAtStart<T>(ask: () => Promise<T>): Promise<T> {
  const ready = server.restart();
  for (;;) {
    try {
      const answer = await ask();
      await ready;
      return answer;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
      await Promise.race([ready, delay(5)]);
    }
  }
}

/** Every accepted request has exactly one row, and other rows belong to requests that were cut off. */
async function expectOneRowEach({ id, accepted, unanswered }: Target): Promise<void> {
  const ids = (await requestLogOf(server, id)).filter(({ cost }) => cost > 0).map((row) => row.id);
  expect(accepted.length).toBeGreaterThan(KILLS);
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set(ids);
  expect(accepted.filter((requestId) => !known.has(requestId))).toEqual([]);
  expect(ids.length - accepted.length).toBeLessThanOrEqual(unanswered);
  expect(unanswered).toBeLessThanOrEqual(KILLS * REQUEST_CLIENTS);
}

/** Sends a request again when its user's limit allows it. */
async function patiently(sendAgain: () => Promise<Answer>): Promise<Answer> {
  const answer = await sendAgain();
  if (answer.status !== 429) return answer;
  await delay(Number(answer.headers.get("retry-after")) * 1000);
  return patiently(sendAgain);
}

/** A retry gives the id that was answered, without its secret, and every key has exactly one current secret. */
async function expectWholeKeys(writes: Write[]): Promise<void> {
  for (const write of writes) {
    const again = await patiently(() => send(write));
    expect(again.status).toBe(write.path ? 200 : 201);
    if (!write.id) continue;
    expect(again.body.data).toMatchObject({ id: write.id, secret: null });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
  }
  const keys = await query(
    server,
    "select k.name, (select count(*) from key_secrets s where s.key_id = k.id and s.expires_at is null) as secrets from api_keys k",
  );
  expect(keys.every(({ secrets }) => Number(secrets) === 1)).toBe(true);
  const created = writes.filter(({ path }) => !path).map(({ idempotencyKey }) => idempotencyKey);
  const names = keys.map(({ name }) => name).filter((name) => name !== "test");
  expect(names.sort()).toEqual(["rotating", ...created].sort());
}

test(
  `after ${KILLS} kills under load, accepted requests have one row each, limits go on, and keys are whole`,
  async () => {
    const full = await keyOf(ada, 3);
    for (let i = 0; i < 3; i += 1) expect((await me(full.secret)).status).toBe(200);
    const wide = targetOf(await keyOf(ada, WIDE));
    const limited = targetOf(await keyOf(ada, LIMIT));
    const underQuota = targetOf(await newKey(server, bob));
    const rotating = await newKey(server, ada, { name: "rotating" });
    const targets = [wide, limited, underQuota];
    const writes: Write[] = [];

    for (let kill = 0; kill < KILLS; kill += 1) {
      const load = [requestUntilGone(targets), writeUntilGone(rotating, writes)];
      await delay(randomInt(150, 500));
      await server.kill();
      await Promise.all(load);
      expect(await askedAtStart(() => remaining(wide))).toBe(WIDE - (await costOf(wide)));
      expectProblem(await me(full.secret), 429, "rate_limited", "key");
      expectProblem(await askGate(server, { key: full.secret }), 429, "rate_limited", "key");
      expect(await remaining(underQuota)).toBe(QUOTA - (await costOf(underQuota)));
    }

    for (const target of targets) await expectOneRowEach(target);
    expect(await costOf(limited)).toBeLessThanOrEqual(LIMIT);
    expect(await costOf(underQuota)).toBeLessThanOrEqual(QUOTA);
    await expectWholeKeys(writes);
  },
  120_000 * trials(1),
);

test("once all rows are compacted, the usage counts equal the rows", async () => {
  await untilCompacted(server);
  const counted = async (sql: string) =>
    (await query(server, sql)).map((row) => ({ ...row, total: Number(row.total), cost: Number(row.cost) }));
  const hours = await counted(
    "select workspace_id, route, status, sum(total) as total, sum(cost) as cost from usage_hours group by 1, 2, 3 order by 1, 2, 3",
  );
  expect(hours).toEqual(
    await counted(
      "select workspace_id, method || ' ' || route as route, status, count(*) as total, sum(cost) as cost from requests where key_id is not null group by 1, 2, 3 order by 1, 2, 3",
    ),
  );
  expect(hours.length).toBeGreaterThan(3);
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

test("a second process on the same database refuses to start and says why", async () => {
  const env = { DATABASE_URL: server.databaseUrl, LOCK_WAIT_SECONDS: "1" };
  await expect(startTestServer({ dialect, postgresqlUrl, env })).rejects.toThrow(
    /ended while it started \(1\)[\s\S]*Another Latchkey runs on this database/,
  );
  const { secret } = await newKey(server, bob);
  expect((await me(secret)).status).toBe(200);
});
