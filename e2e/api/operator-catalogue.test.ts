import { randomBytes } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { type Answer, type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { auditOf, newOperator } from "#e2e/api/operators.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let operator: Developer;

beforeAll(async () => {
  operator = await newOperator(server);
});

const asOperator = (method: string, path: string, body?: object, request: Call = {}) =>
  call(server, method, `/api/v1/operator/${path}`, { token: operator.accessToken, body, ...request });

// A transaction locks its operator's row, so only those of different operators run at the same time.
async function concurrently<T>(items: T[], act: (item: T, request: Call) => Promise<Answer>) {
  const operators = await Promise.all(Array.from({ length: 4 }, () => newOperator(server)));
  return Promise.all(items.map((item, i) => act(item, { token: operators[i % 4]!.accessToken })));
}

const unique = (start: string) => `${start}-${randomBytes(5).toString("hex")}`;
const workspaceOf = async ({ accessToken: token }: Developer) =>
  (await call(server, "GET", "/api/v1/me", { token })).body.data.workspace.id as string;

test("a plan is created, changed for the next request, and deleted only when nobody uses it", async () => {
  const id = unique("plan");
  const created = await asOperator("POST", "plans", { id, name: "Custom", requests_per_minute: 90 });
  expect(created.status).toBe(201);
  expectProblem(await asOperator("POST", "plans", { id, name: "Again" }), 409, "conflict", "plan_exists");
  const developer = await newDeveloper(server);
  const { secret: key } = await newKey(server, developer);
  const workspaceId = await workspaceOf(developer);
  await asOperator("PATCH", `workspaces/${workspaceId}`, { plan: id });
  const policy = async () =>
    (await call(server, "GET", "/api/v1/me", { key })).headers.get("ratelimit-policy");
  expect(await policy()).toBe('"plan";q=90;w=60');
  const changed = await asOperator("PATCH", `plans/${id}`, {
    requests_per_minute: 91,
    require_expiry: true,
    max_lifetime_days: 30,
    rotation_overlap_max_seconds: 0,
  });
  expect(changed.body.data).toMatchObject({ requests_per_minute: 91, require_expiry: true, default: false });
  expect(await policy()).toBe('"plan";q=91;w=60');
  const none = await asOperator("PATCH", `plans/${id}`, { requests_per_minute: null });
  expectProblem(none, 409, "conflict", "plan_in_use");
  expectProblem(await asOperator("DELETE", `plans/${id}`), 409, "conflict", "plan_in_use");
  await asOperator("PATCH", `workspaces/${workspaceId}`, { plan: "trial" });
  expect((await asOperator("DELETE", `plans/${id}`)).status).toBe(204);
  expectProblem(await asOperator("DELETE", `plans/${id}`), 404, "not_found");
  const { body } = await asOperator("GET", `audit-events?target_id=${id}`);
  expect(body.data.map(({ action }: { action: string }) => action)).toEqual([
    "plan.deleted",
    "plan.changed",
    "plan.created",
  ]);
  expect(body.data[1].changes.requests_per_minute).toEqual({ before: 90, after: 91 });
});

test("there is always exactly one default plan, under concurrent changes, and it can't be deleted", async () => {
  const ids = Array.from({ length: 8 }, () => unique("default"));
  const make = (id: string, request: Call) =>
    asOperator("POST", "plans", { id, name: id, requests_per_minute: 60, default: true }, request);
  const defaults = async () =>
    (await asOperator("GET", "plans")).body.data.filter(({ default: isIt }: { default: boolean }) => isIt);
  await concurrently(ids, make);
  const [found, ...more] = await defaults();
  expect([ids.includes(found.id), more]).toEqual([true, []]);
  expectProblem(await asOperator("DELETE", `plans/${found.id}`), 409, "conflict", "plan_in_use");
  const newcomer = await newDeveloper(server);
  const me = await call(server, "GET", "/api/v1/me", { token: newcomer.accessToken });
  expect(me.body.data.workspace.plan).toBe(found.id);
  await asOperator("PATCH", "plans/trial", { default: true });
  expect((await defaults()).map(({ id }: { id: string }) => id)).toEqual(["trial"]);
});

test("bad plans are refused", async () => {
  const bad: [object, string][] = [
    [{ id: "No", name: "x" }, "validation_failed"],
    [{ id: "9", name: "x" }, "validation_failed"],
    [{ id: "a".repeat(41), name: "x" }, "validation_failed"],
    [{ id: unique("p") }, "validation_failed"],
    [{ id: unique("p"), name: "" }, "validation_failed"],
    [{ id: unique("p"), name: "x", requests_per_minute: -1 }, "validation_failed"],
    [{ id: unique("p"), name: "x", default: false }, "validation_failed"],
    // New workspaces would have no limit.
    [{ id: unique("p"), name: "x", default: true }, "validation_failed"],
    [{ id: unique("p"), name: "x", price: 1 }, "unknown_field"],
  ];
  for (const [body, code] of bad) expectProblem(await asOperator("POST", "plans", body), 422, code);
});

test("an offered scope can be granted in every workspace until it is withdrawn from all keys", async () => {
  const name = `${unique("offered")}:read`;
  const developer = await newDeveloper(server);
  const token = developer.accessToken;
  const grant = () => call(server, "POST", "/api/v1/keys", { token, body: { scopes: [name] } });
  expectProblem(await grant(), 422, "validation_failed");
  expect((await asOperator("POST", "scopes", { name, description: "Offered" })).status).toBe(201);
  expectProblem(await asOperator("POST", "scopes", { name }), 409, "conflict", "scope_exists");
  const listed = await call(server, "GET", "/api/v1/scopes", { token });
  expect(listed.body.data).toContainEqual({ name, description: "Offered", built_in: false, own: false });
  const { id, secret } = (await grant()).body.data;
  const taken = await call(server, "POST", "/api/v1/scopes", { token, body: { name } });
  expectProblem(taken, 409, "conflict", "scope_exists");
  const removed = await call(server, "DELETE", `/api/v1/scopes/${name}`, { token });
  expectProblem(removed, 403, "forbidden", "built_in_scope");
  const scopes = async () => (await call(server, "GET", "/api/v1/me", { key: secret })).body.data.scopes;
  expect(await scopes()).toEqual([name]);
  expect((await asOperator("DELETE", `scopes/${name}`)).status).toBe(204);
  expect(await scopes()).toEqual([]);
  expect((await call(server, "GET", `/api/v1/keys/${id}`, { token })).body.data.scopes).toEqual([]);
  expectProblem(await asOperator("DELETE", `scopes/${name}`), 404, "not_found");
  expectProblem(await asOperator("DELETE", "scopes/keys:read"), 403, "forbidden", "built_in_scope");
  expectProblem(await asOperator("POST", "scopes", { name: "data:read" }), 409, "conflict", "scope_exists");
});

test("a workspace's own scope outlives an offered one with the same name, and the other way round", async () => {
  const name = `${unique("both")}:read`;
  const [owner, other] = [await newDeveloper(server), await newDeveloper(server)];
  const token = owner.accessToken;
  await call(server, "POST", "/api/v1/scopes", { token, body: { name, description: "Own" } });
  const own = await newKey(server, owner, { scopes: [name] });
  expect((await asOperator("POST", "scopes", { name })).status).toBe(201);
  const foreign = await newKey(server, other, { scopes: [name] });
  const scopesOf = async (key: string) => (await call(server, "GET", "/api/v1/me", { key })).body.data.scopes;
  await asOperator("DELETE", `scopes/${name}`);
  expect([await scopesOf(own.secret), await scopesOf(foreign.secret)]).toEqual([[name], []]);
  await asOperator("POST", "scopes", { name });
  expect((await call(server, "DELETE", `/api/v1/scopes/${name}`, { token })).status).toBe(204);
  expect(await scopesOf(own.secret)).toEqual([name]);
});

test("a scope that is withdrawn while keys get it is on no key afterwards", async () => {
  const name = `${unique("race")}:read`;
  await asOperator("POST", "scopes", { name });
  const developers = await Promise.all([newDeveloper(server), newDeveloper(server)]);
  const grants = Array.from({ length: 16 }, (_, i) =>
    call(server, "POST", "/api/v1/keys", {
      token: developers[i % 2]!.accessToken,
      body: { scopes: [name] },
    }),
  );
  await asOperator("DELETE", `scopes/${name}`);
  for (const { status } of await Promise.all(grants)) expect([201, 409, 422]).toContain(status);
  for (const { accessToken: token } of developers) {
    const { body } = await call(server, "GET", "/api/v1/keys?limit=100", { token });
    expect(body.data.flatMap(({ scopes }: { scopes: string[] }) => scopes)).toEqual([]);
  }
});

test("a rotated service credential has a new secret, and the previous one works until the overlap ends", async () => {
  const created = await asOperator("POST", "services", { name: unique("rotated") });
  const { id, secret: first } = created.body.data;
  const status = async (token: string) =>
    (await call(server, "POST", "/api/v1/keys/verify", { token, body: { key: "nobody-made-this" } })).status;
  const rotate = (body?: object, request?: Call) =>
    asOperator("POST", `services/${id}/rotate`, body, request);
  const idempotent = { headers: { "idempotency-key": unique("rotation") } };
  const rotated = await rotate({ overlap_seconds: 3600 }, idempotent);
  expect(rotated.status).toBe(200);
  const { secret: second, rotation } = rotated.body.data;
  expect(rotated.body.data).toMatchObject({ id, name: created.body.data.name, revoked_at: null });
  expect(Date.parse(rotation.previous_expires_at) - Date.now()).toBeGreaterThan(3_500_000);
  expect(second).not.toBe(first);
  expect([await status(first), await status(second)]).toEqual([200, 200]);
  // A repeated request rotates nothing, and no longer has the secret.
  const replayed = await rotate({ overlap_seconds: 3600 }, idempotent);
  expect(replayed.body.data).toEqual({ ...rotated.body.data, secret: null });
  expectProblem(await rotate(), 409, "conflict", "rotation_in_progress");
  const ended = await asOperator("POST", `services/${id}/rotate/end`);
  expect(ended.body.data).toMatchObject({ id, rotation: null });
  expect([await status(first), await status(second)]).toEqual([401, 200]);
  expectProblem(await asOperator("POST", `services/${id}/rotate/end`), 409, "conflict", "no_overlap");
  const { secret: third } = (await rotate()).body.data;
  expect([await status(second), await status(third)]).toEqual([401, 200]);
  await rotate({ overlap_seconds: 60 });
  expect((await asOperator("DELETE", `services/${id}`)).status).toBe(204);
  expect(await status(third)).toBe(401);
  expectProblem(await rotate(), 409, "conflict", "already_revoked");
  expectProblem(await rotate({ overlap_seconds: 604_801 }), 422, "validation_failed");
  expectProblem(await asOperator("POST", `services/svc_${"0".repeat(25)}/rotate`), 404, "not_found");
  expect(await auditOf(server, id)).toEqual(
    ["created", "rotated", "rotation_finished", "rotated", "rotated", "revoked"].map(
      (verb) => `service.${verb} by operator`,
    ),
  );
  const stored = JSON.stringify(await query(server, "select * from service_credentials where id = $1", [id]));
  for (const secret of [first, second, third]) expect(stored).not.toContain(secret);
});

test("the previous secret of a service stops working when its overlap is over", async () => {
  const { id, secret } = (await asOperator("POST", "services", { name: unique("over") })).body.data;
  const status = async () =>
    (await call(server, "POST", "/api/v1/keys/verify", { token: secret, body: { key: "nobody-made-this" } }))
      .status;
  await asOperator("POST", `services/${id}/rotate`, { overlap_seconds: 1 });
  await expect.poll(status, { timeout: 5000 }).toBe(401);
});

test("a service credential's secret is shown once, and of concurrent equal names one wins", async () => {
  const name = unique("service");
  const answers = await concurrently(Array<string>(16).fill(name), (same, request) =>
    asOperator("POST", "services", { name: same }, request),
  );
  const [created, ...others] = answers.toSorted((a, b) => a.status - b.status);
  expect(created!.status).toBe(201);
  for (const other of others) expectProblem(other, 409, "conflict", "service_exists");
  const { id, secret } = created!.body.data;
  const list = await asOperator("GET", "services?limit=100");
  expect(list.body.data).toContainEqual(expect.objectContaining({ id, name, revoked_at: null }));
  expect(JSON.stringify(list.body)).not.toContain(secret);
  const verify = () =>
    call(server, "POST", "/api/v1/keys/verify", { token: secret, body: { key: "nobody-made-this" } });
  expect((await verify()).status).toBe(200);
  expect((await asOperator("DELETE", `services/${id}`)).status).toBe(204);
  expectProblem(await verify(), 401, "invalid_token", "revoked");
  expectProblem(await asOperator("DELETE", `services/${id}`), 404, "not_found");
  const key = { headers: { "idempotency-key": unique("idem") } };
  const first = await asOperator("POST", "services", { name }, key);
  const second = await asOperator("POST", "services", { name }, key);
  expect(second.body.data).toEqual({ ...first.body.data, secret: null });
});
