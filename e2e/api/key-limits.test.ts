import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import type { Answer } from "#e2e/api/client.ts";
import { expectError, imported, inDays, newWorkspace, onPlan } from "#e2e/api/policies.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { operate } from "#e2e/api/workspaces.ts";
import { dataOf } from "#e2e/conformance/api-client.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

test("the operator's rule: one active key and no overlap, under concurrency, until it is lifted", async () => {
  const of = await newWorkspace(server, { max_active_keys: 50, rotation_overlap_max_seconds: 3600 });
  const { client, id } = of;
  await onPlan(server, of, { max_active_keys: 10, rotation_overlap_max_seconds: 60 });
  await operate(server, id, { own_max_active_keys: 1, own_rotation_overlap_max_seconds: 0 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.post("/keys", {})));
  const [created] = answers.filter(({ status }) => status === 201);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 201))
    expectProblem(answer, 409, "conflict", "active_key_limit");
  const { id: keyId } = dataOf(created!, 201);
  expectError(
    await client.post(`/keys/${keyId}/rotate`, { overlap_seconds: 1 }),
    "/overlap_seconds",
    "too_big",
  );
  dataOf(await client.post(`/keys/${keyId}/rotate`));
  // The operator's own limits beat the plan's, in both directions. The workspace's can only be stricter.
  await operate(server, id, { own_max_active_keys: 12, own_rotation_overlap_max_seconds: 120 });
  const more = await Promise.all(Array.from({ length: 20 }, () => client.post("/keys", {})));
  expect(more.filter(({ status }) => status === 201)).toHaveLength(11);
  expectError(
    await client.post(`/keys/${keyId}/rotate`, { overlap_seconds: 121 }),
    "/overlap_seconds",
    "too_big",
  );
  dataOf(await client.post(`/keys/${keyId}/rotate`, { overlap_seconds: 120 }));
  // Without own limits, the plan's apply.
  await operate(server, id, { own_max_active_keys: null, own_rotation_overlap_max_seconds: null });
  expectProblem(await client.post("/keys", {}), 409, "conflict", "active_key_limit");
  const other = await newWorkspace(server);
  await onPlan(server, other, { rotation_overlap_max_seconds: 60 });
  const key = dataOf(await other.client.post("/keys", {}), 201);
  expectError(
    await other.client.post(`/keys/${key.id}/rotate`, { overlap_seconds: 61 }),
    "/overlap_seconds",
    "too_big",
  );
  dataOf(await other.client.post(`/keys/${key.id}/rotate`, { overlap_seconds: 60 }));
});

test("of 12 disabled keys that are enabled at once, as many become active as the limit allows", async () => {
  const { client, configure } = await newWorkspace(server);
  const keys = await Promise.all(
    Array.from({ length: 12 }, async () => dataOf(await client.post("/keys", {}), 201)),
  );
  for (const { id } of keys) dataOf(await client.patch(`/keys/${id}`, { enabled: false }));
  await configure({ max_active_keys: 3 });
  const answers = await Promise.all(keys.map(({ id }) => client.patch(`/keys/${id}`, { enabled: true })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  expect(dataOf(await client.get("/keys?status=active"))).toHaveLength(3);
});

test("an expired key can't come back beyond the limit", async () => {
  const { client, configure } = await newWorkspace(server);
  const key = dataOf(
    await client.post("/keys", { expires_at: new Date(Date.now() + 400).toISOString() }),
    201,
  );
  await delay(500);
  await configure({ max_active_keys: 1 });
  dataOf(await client.post("/keys", {}), 201);
  const extended = await client.patch(`/keys/${key.id}`, { expires_at: inDays(1) });
  expectProblem(extended, 409, "conflict", "active_key_limit");
  expect(dataOf(await client.get(`/keys/${key.id}`)).status).toBe("expired");
});

test("an import needs room for all of its keys", async () => {
  const { client } = await newWorkspace(server, { max_active_keys: 3 });
  const keys = (count: number) => ({ keys: Array.from({ length: count }, () => imported()) });
  expectProblem(await client.post("/keys/import", keys(4)), 409, "conflict", "active_key_limit");
  dataOf(await client.post("/keys/import", keys(3)), 201);
});

test("a rule that is set while keys are created holds for every key that is created after it", async () => {
  const { client, id } = await newWorkspace(server);
  const creates: Promise<{ start: number; answer: Answer }>[] = [];
  const one = async () => ({ start: performance.now(), answer: await client.post("/keys", {}) });
  for (let n = 0; n < 15; n += 1) creates.push(one());
  const set = await client.patch(`/workspaces/${id}`, { require_expiry: true });
  expect(set.status).toBe(200);
  const setAt = performance.now();
  const [row] = await query(server, "select count(*) as n from api_keys where workspace_id = $1", [id]);
  for (let n = 0; n < 15; n += 1) creates.push(one());
  const answers = await Promise.all(creates);
  expect(answers.filter(({ start, answer }) => start > setAt && answer.status === 201)).toEqual([]);
  const [after] = await query(server, "select count(*) as n from api_keys where workspace_id = $1", [id]);
  expect(Number(after!.n)).toBe(Number(row!.n));
});
