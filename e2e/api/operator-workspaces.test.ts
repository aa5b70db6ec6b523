import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { hammer } from "#e2e/api/load.ts";
import { newOperator } from "#e2e/api/operators.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let operator: Developer;

beforeAll(async () => {
  operator = await newOperator(server);
});

const asOperator = (method: string, path: string, body?: object) =>
  call(server, method, `/api/v1/operator/${path}`, { token: operator.accessToken, body });

interface Customer {
  developer: Developer;
  key: NewKey;
  workspaceId: string;
  path: string;
}

async function newCustomer(): Promise<Customer> {
  const developer = await newDeveloper(server);
  const key = await newKey(server, developer, { scopes: ["data:read"] });
  const me = await call(server, "GET", "/api/v1/me", { token: developer.accessToken });
  const workspaceId = me.body.data.workspace.id;
  return { developer, key, workspaceId, path: `workspaces/${workspaceId}` };
}

const policyOf = async (send: () => Promise<{ headers: Headers }>) =>
  (await send()).headers.get("ratelimit-policy");

test("a workspace is found by its ID, its name and a member's email, and % stands for itself", async () => {
  const { developer, workspaceId } = await newCustomer();
  for (const q of [workspaceId, developer.email, developer.email.toUpperCase().slice(0, 16)]) {
    const { body } = await asOperator("GET", `workspaces?q=${encodeURIComponent(q)}`);
    expect(
      body.data.map(({ id }: { id: string }) => id),
      q,
    ).toEqual([workspaceId]);
    expect(body.data[0]).toMatchObject({ owners: [developer.email], status: "active", plan: "trial" });
  }
  const pattern = encodeURIComponent(`${developer.email.slice(0, 10)}%`);
  expect((await asOperator("GET", `workspaces?q=${pattern}`)).body.data).toEqual([]);
  const page = await asOperator("GET", "workspaces?limit=1&q=workspace");
  expect(page.body.meta.next_cursor).toEqual(expect.any(String));
});

test("own limits beat the plan's from the next request, at the API and the gate, and null brings the plan's back", async () => {
  const { developer, key, path } = await newCustomer();
  const atApi = () => call(server, "GET", "/api/v1/me", { key: key.secret });
  const atGate = () => askGate(server, { key: key.secret });
  const inForce = async () => [await policyOf(atApi), await policyOf(atGate)];
  expect(await inForce()).toEqual(Array(2).fill('"plan";q=60;w=60'));
  const limits = { requests_per_minute: 7000, monthly_quota: 5000 };
  const changed = await asOperator("PATCH", path, { limits });
  expect(changed.status).toBe(200);
  expect(changed.body.data).toMatchObject({ limits, limits_in_force: limits });
  for (const policy of await inForce()) expect(policy).toMatch(/^"plan";q=7000;w=60, "quota";q=5000;w=\d+$/);
  const token = developer.accessToken;
  const rate = await call(server, "GET", "/api/v1/usage/rate-limits", { token });
  expect(rate.body.data.rate_limit.rpm).toBe(7000);
  expect((await call(server, "GET", "/api/v1/usage", { token })).body.data.quota.limit).toBe(5000);
  await asOperator("PATCH", path, { limits: { requests_per_minute: null, monthly_quota: null } });
  expect(await inForce()).toEqual(Array(2).fill('"plan";q=60;w=60'));
});

test("each part of a change is an audit event by the operator; an unchanged part isn't one", async () => {
  const { workspaceId, path } = await newCustomer();
  await asOperator("PATCH", path, { plan: "starter", suspended: true, limits: { monthly_quota: 9 } });
  await asOperator("PATCH", path, { plan: "starter", suspended: true, limits: { monthly_quota: 9 } });
  await asOperator("PATCH", path, { suspended: false });
  const answer = await asOperator("GET", `audit-events?target_id=${workspaceId}`);
  const events = answer.body.data.filter(({ action }: { action: string }) => action !== "workspace.created");
  expect(events.map(({ action }: { action: string }) => action).sort()).toEqual([
    "workspace.limits_changed",
    "workspace.plan_changed",
    "workspace.resumed",
    "workspace.suspended",
  ]);
  for (const event of events)
    expect(event).toMatchObject({
      workspace_id: workspaceId,
      actor: { type: "operator", label: operator.email },
    });
  const quota = events.find(({ action }: { action: string }) => action === "workspace.limits_changed");
  expect(quota.changes).toEqual({ monthly_quota: { before: null, after: 9 } });
});

describe("bad changes are refused", () => {
  const rows: [string, object | string, number, string][] = [
    ["an unknown plan", { plan: "nothing" }, 422, "validation_failed"],
    ["a plan without a rate limit", { plan: "enterprise" }, 422, "validation_failed"],
    ["no requests", { limits: { requests_per_minute: 0 } }, 422, "validation_failed"],
    ["half a request", { limits: { requests_per_minute: 1.5 } }, 422, "validation_failed"],
    ["too many requests", { limits: { requests_per_minute: 2 ** 31 } }, 422, "validation_failed"],
    ["a text", { suspended: "yes" }, 422, "validation_failed"],
    ["an unknown limit", { limits: { requests_per_hour: 1 } }, 422, "unknown_field"],
    ["the name", { name: "taken over" }, 422, "unknown_field"],
  ];
  test.each(rows)("%s", async (_, body, status, code) => {
    const { path } = await newCustomer();
    expectProblem(await asOperator("PATCH", path, body as object), status, code);
    expect((await asOperator("GET", path)).body.data).toMatchObject({ plan: "trial", status: "active" });
  });
  test("a plan without a rate limit can be used with one of the workspace's own, which then can't go", async () => {
    const { path } = await newCustomer();
    const both = { plan: "enterprise", limits: { requests_per_minute: 50 } };
    expect((await asOperator("PATCH", path, both)).status).toBe(200);
    const none = await asOperator("PATCH", path, { limits: { requests_per_minute: null } });
    expectProblem(none, 422, "validation_failed");
    expect(none.body.errors[0].pointer).toBe("/limits/requests_per_minute");
  });
  test("an unknown workspace", async () => {
    const body = { suspended: true };
    expectProblem(await asOperator("PATCH", `workspaces/ws_${"0".repeat(25)}`, body), 404, "not_found");
    expectProblem(await asOperator("GET", "workspaces/nonsense"), 404, "not_found");
  });
});

test("a suspended workspace's keys get 403, and its members can only read", async () => {
  const { developer, key, path } = await newCustomer();
  await asOperator("PATCH", path, { suspended: true });
  const refused = await call(server, "GET", "/api/v1/me", { key: key.secret });
  expectProblem(refused, 403, "forbidden", "workspace_suspended");
  expect((await askGate(server, { key: key.secret })).status).toBe(403);
  const token = developer.accessToken;
  expect((await call(server, "GET", "/api/v1/keys", { token })).status).toBe(200);
  const write = await call(server, "POST", "/api/v1/keys", { token, body: {} });
  expectProblem(write, 403, "forbidden", "workspace_suspended");
  await asOperator("PATCH", path, { suspended: false });
  expect((await call(server, "GET", "/api/v1/me", { key: key.secret })).status).toBe(200);
});

describe("under load, a change decides every request that begins after its answer", () => {
  const changes: [string, object, (answer: { status: number; headers: Headers }) => boolean][] = [
    ["a suspension", { suspended: true }, ({ status }) => status === 403],
    ["an own limit", { limits: { requests_per_minute: 1 } }, ({ status }) => status === 429],
    ["an own quota", { limits: { monthly_quota: 1 } }, ({ status }) => status === 429],
    ["a plan", { plan: "trial" }, ({ headers }) => /q=60;/.test(headers.get("ratelimit-policy") ?? "")],
  ];
  test.each(changes)("%s", async (_, body, isAsChanged) => {
    const { developer, key, path } = await newCustomer();
    await setPlan(server, developer);
    let changedAt = Number.POSITIVE_INFINITY;
    let running = true;
    const seen = { before: 0, after: 0, wrong: 0 };
    const clients = hammer(
      32,
      () => !running,
      async (client) => {
        const start = performance.now();
        const answer =
          client % 2
            ? await call(server, "GET", "/api/v1/me", { key: key.secret })
            : await askGate(server, { key: key.secret });
        if (start < changedAt) seen.before += Number(answer.status === 200);
        else if (isAsChanged(answer)) seen.after += 1;
        else seen.wrong += 1;
      },
    );
    await delay(300);
    expect((await asOperator("PATCH", path, body)).status).toBe(200);
    changedAt = performance.now();
    while (seen.after <= 32 && seen.wrong === 0) await delay(50);
    running = false;
    await clients;
    expect(seen.wrong).toBe(0);
    expect(seen.before).toBeGreaterThan(0);
    expect(seen.after).toBeGreaterThan(32);
  });
});
