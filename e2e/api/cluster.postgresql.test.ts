import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { BELIEVED_APART_MS } from "#db/cluster/decide-function.ts";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { type Cluster, type Instance, leadersOf, startCluster } from "#e2e/api/instances.ts";
import { hammer } from "#e2e/api/load.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { startTestServer } from "#e2e/test-server.ts";

let cluster: Cluster;
let a: Instance;
let b: Instance;
let operator: Developer;

beforeAll(async () => {
  // Nothing listens there: they count in PostgreSQL.
  cluster = await startCluster(inject("postgresqlUrl"), 2, { REDIS_URL: "redis://127.0.0.1:1" });
  [a, b] = cluster.instances as [Instance, Instance];
  operator = await newOperator(a);
});

afterAll(() => cluster?.end());

const workspaceOf = async ({ email }: Developer) => {
  const sql =
    "select workspace_id from members join users on users.id = user_id where email = $1 order by workspace_id";
  return String((await query(a, sql, [email]))[0]!.workspace_id);
};

test("two instances that start at the same time migrate an empty database once, and one of them leads", async () => {
  const [{ migrations, times }] = (await query(
    a,
    "select count(*)::int as migrations, count(distinct created_at)::int as times from drizzle.__drizzle_migrations",
  )) as [{ migrations: number; times: number }];
  expect(migrations).toBe(times);
  await expect.poll(async () => (await leadersOf(cluster.instances)).length).toBe(1);
});

test("an instance without Redis is ready, and says on the gate port what it does without", async () => {
  const lacks = /^ready\nRedis can't be used \(.*ECONNREFUSED.*\), so requests are counted in PostgreSQL\.$/;
  await expect
    .poll(async () => (await call({ url: b.gateUrl }, "GET", "/readyz")).body, { timeout: 20_000 })
    .toMatch(lacks);
  const { status, body } = await call(b, "GET", "/readyz");
  expect([status, body]).toEqual([200, "ready"]);
});

test("a process that would be alone doesn't start beside a cluster, and says what to do", async () => {
  const env = { DATABASE_URL: a.databaseUrl, LOCK_WAIT_SECONDS: "0" };
  await expect(
    startTestServer({ dialect: "postgresql", postgresqlUrl: inject("postgresqlUrl"), env }),
  ).rejects.toThrow(/A cluster \(Latchkey with CLUSTER=1\) runs on this database\. Start this instance with/);
});

test("an instance with another AUTH_SECRET doesn't start", async () => {
  const env = { DATABASE_URL: a.databaseUrl, CLUSTER: "1", AUTH_SECRET: "another secret, also long enough" };
  await expect(
    startTestServer({ dialect: "postgresql", postgresqlUrl: inject("postgresqlUrl"), env }),
  ).rejects.toThrow(/AUTH_SECRET is not that of the instances that are running/);
});

test("what an operator changes at one instance is in force at the other with the next request", async () => {
  const ada = await newDeveloper(a);
  const { secret: key } = await newKey(a, ada);
  const path = `workspaces/${await workspaceOf(ada)}`;
  for (let round = 0; round < 5; round += 1) {
    // Both have the key in memory.
    for (const server of [a, b]) expect((await call(server, "GET", "/api/v1/me", { key })).status).toBe(200);
    const [here, there] = round % 2 ? [a, b] : [b, a];
    await operate(here, operator, "PATCH", path, { suspended: true });
    expectProblem(await call(there, "GET", "/api/v1/me", { key }), 403, "forbidden", "workspace_suspended");
    await operate(here, operator, "PATCH", path, { suspended: false });
    expect((await call(there, "GET", "/api/v1/me", { key })).status).toBe(200);
    await operate(here, operator, "PATCH", path, { limits: { requests_per_minute: 500 + round } });
    const limits = (await call(there, "GET", "/api/v1/me", { key })).headers.get("ratelimit-policy");
    expect(limits).toContain(String(500 + round));
    const name = `Cluster ${round}`;
    await operate(here, operator, "PATCH", "settings", { branding: { name }, signup: "closed" });
    expect((await call(there, "GET", "/api/v1/openapi.json")).body.info.title).toBe(name);
    expect((await account(there, "signup", newPerson())).status).toBe(403);
    await operate(here, operator, "PATCH", "settings", { branding: { name: null }, signup: "open" });
    expect((await account(there, "signup", newPerson())).status).toBe(202);
  }
});

test("a key that is revoked at one instance is refused by the other, which had it in memory", async () => {
  const ada = await newDeveloper(a);
  for (let round = 0; round < 10; round += 1) {
    const [here, there] = round % 2 ? [a, b] : [b, a];
    const { id, secret: key } = await newKey(here, ada);
    expect((await call(there, "GET", "/api/v1/me", { key })).status).toBe(200);
    await call(here, "DELETE", `/api/v1/keys/${id}`, { token: ada.accessToken });
    expectProblem(await call(there, "GET", "/api/v1/me", { key }), 401, "invalid_api_key", "revoked");
  }
});

test("sessions, refresh tokens and mailed links that are used up at one instance are at the other", async () => {
  const ada = await newDeveloper(a);
  const token = ada.accessToken;
  expect((await call(b, "GET", "/api/v1/me", { token })).status).toBe(200);
  const refreshed = await account(a, "refresh", { refresh_token: ada.refreshToken });
  expect(refreshed.status).toBe(200);
  expectProblem(
    await account(b, "refresh", { refresh_token: ada.refreshToken }),
    409,
    "conflict",
    "already_refreshed",
  );
  expect((await call(a, "POST", "/api/v1/auth/logout", { token, body: {} })).status).toBe(204);
  expectProblem(await call(b, "GET", "/api/v1/me", { token }), 401, "invalid_token", "revoked");
  const person = newPerson();
  await account(a, "signup", person);
  const code = await mailedToken(a, person.email);
  const uses = await Promise.all([a, b, a, b].map((server) => account(server, "verify", { token: code })));
  expect(uses.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("one verification of the audit log runs at a time, and every instance knows it", async () => {
  const verify = (server: Instance) => operate(server, operator, "POST", "audit-chain/verify");
  const known = async (server: Instance) =>
    (await operate(server, operator, "GET", "audit-chain")).body.data.verification;
  const started = await verify(a);
  expect(started.status).toBe(202);
  const ended = { started_at: started.body.data.started_at, status: "done", result: { intact: true } };
  await expect.poll(() => known(b), { timeout: 20_000 }).toMatchObject(ended);
  expect(await known(a)).toEqual(await known(b));
  const runs = (since: string) =>
    query(
      a,
      `update settings set value = value || '{"status": "running"}', changed_at = now() - $1::interval
       where name = 'instances.audit_verification'`,
      [since],
    );
  await runs("0 seconds");
  for (const server of [a, b])
    expectProblem(await verify(server), 409, "conflict", "verification_in_progress");
  // Its instance was killed.
  await runs("1 minute");
  for (const server of [a, b]) expect(await known(server)).toMatchObject({ status: "failed" });
  const next = await verify(b);
  expect(next.status).toBe(202);
  const { started_at } = next.body.data;
  await expect.poll(() => known(a), { timeout: 20_000 }).toMatchObject({ ...ended, started_at });
});

test("one Idempotency-Key is executed once, at whichever instances it arrives", async () => {
  const ada = await newDeveloper(a);
  const token = ada.accessToken;
  const seen: Record<string, number> = {};
  for (let round = 0; round < 15; round += 1) {
    const headers = { "idempotency-key": `round-${round}` };
    const create = (server: Instance) =>
      call(server, "POST", "/api/v1/keys", { token, headers, body: { name: `round ${round}` } });
    const answers = await Promise.all([a, b, a, b].map(create));
    for (const { status, body } of answers)
      seen[`${status} ${body.code ?? ""}`] = (seen[`${status} ${body.code ?? ""}`] ?? 0) + 1;
    const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.data.id);
    expect(new Set(ids).size).toBe(1);
    for (const server of [a, b]) {
      const retried = await create(server);
      expect([retried.status, retried.body.data.id]).toEqual([201, ids[0]]);
    }
    const secrets = answers.filter(({ status, body }) => status === 201 && body.data.secret !== null);
    expect(secrets).toHaveLength(1);
  }
  // Nothing but the answer and "it is being executed".
  expect(Object.keys(seen).sort()).toEqual(expect.arrayContaining(["201 "]));
  expect(Object.keys(seen).filter((name) => !["201 ", "409 idempotency_in_progress"].includes(name))).toEqual(
    [],
  );
  const keys = await query(
    a,
    "select count(*)::int as n from api_keys where workspace_id = $1 and name like 'round %'",
    [await workspaceOf(ada)],
  );
  expect(keys).toEqual([{ n: 15 }]);
});

test("whoever follows the log, at either instance, gets each request of both once", async () => {
  const ada = await newDeveloper(a);
  await setPlan(a, ada);
  const { id: keyId, secret: key } = await newKey(a, ada);
  const sent: string[] = [];
  let over = false;
  let answeredAt = Number.POSITIVE_INFINITY;
  const request = async (client: number) => {
    const server = [a, b][client % 2]!;
    const answer = await call(server, "GET", "/api/v1/me", { key });
    sent.push(answer.headers.get("request-id")!);
  };
  const list = (server: Instance, parameters: string): Promise<Answer> =>
    call(server, "GET", `/api/v1/requests?key_id=${keyId}&${parameters}`, { token: ada.accessToken });
  /** Follows until it has looked once more when the last request is too old to be held back. */
  const follow = async (servers: Instance[]): Promise<string[]> => {
    const got: string[] = [];
    let after: string = (await list(servers[0]!, "limit=1")).body.meta.after;
    for (let turn = 0, last = false; !last; turn += 1) {
      last = performance.now() > answeredAt + BELIEVED_APART_MS;
      for (let more = true; more; ) {
        const { body } = await list(servers[turn % servers.length]!, `after=${after}&limit=100`);
        got.push(...body.data.map((entry: { request_id: string }) => entry.request_id));
        after = body.meta.after;
        more = body.meta.has_more;
      }
    }
    return got;
  };
  const followers = [follow([a]), follow([b]), follow([a, b])];
  await delay(200);
  const clients = hammer(8, () => over, request);
  await delay(4000);
  over = true;
  await clients;
  answeredAt = performance.now();
  const expected = sent.toSorted();
  expect(expected.length).toBeGreaterThan(100);
  for (const got of await Promise.all(followers)) expect(got.toSorted()).toEqual(expected);
});
