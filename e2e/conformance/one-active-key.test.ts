import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { apiClient, configure, dataOf } from "#e2e/conformance/api-client.ts";
import { connectTo } from "#e2e/test-server.ts";

// A product with sk_live_ keys, one active key per workspace, and request IDs for support.
const server = connectTo(inject("server"));

async function workspace(settings: object = {}) {
  const client = apiClient(server, await newDeveloper(server));
  await configure(client, { key_format: { prefix: "sk" }, ...settings });
  return client;
}

test("keys start with sk_live_ or sk_test_", async () => {
  const client = await workspace();
  expect(dataOf(await client.post("/keys", {}), 201).secret).toMatch(/^sk_live_/);
  expect(dataOf(await client.post("/keys", { environment: "test" }), 201).secret).toMatch(/^sk_test_/);
});

test("with max_active_keys 1, 20 concurrent creates leave one active key", async () => {
  const client = await workspace({ max_active_keys: 1 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.post("/keys", {})));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 201))
    expectProblem(answer, 409, "conflict", "active_key_limit");
});

test("during a rotation overlap both secrets work, share one limit, and the old one's last use is shown", async () => {
  const client = await workspace({ rotation_overlap_max_seconds: 3600 });
  const made = dataOf(await client.post("/keys", { rate_limit: { requests: 3, window_seconds: 60 } }), 201);
  const rotated = dataOf(await client.post(`/keys/${made.id}/rotate`, { overlap_seconds: 3600 }));
  for (const key of [made.secret, rotated.secret, made.secret])
    expect((await client.get("/me", { key })).status).toBe(200);
  expectProblem(await client.get("/me", { key: rotated.secret }), 429, "rate_limited", "key");
  expect(dataOf(await client.get(`/keys/${made.id}`)).rotation).toMatchObject({
    previous_expires_at: expect.any(String),
    previous_last_used_at: expect.any(String),
  });
  const without = await workspace({ rotation_overlap_max_seconds: 0 });
  const plain = dataOf(await without.post("/keys", {}), 201);
  expectProblem(
    await without.post(`/keys/${plain.id}/rotate`, { overlap_seconds: 1 }),
    422,
    "validation_failed",
  );
});

test("a request ID leads to the key that was used and the reason it was refused", async () => {
  const client = await workspace();
  const { id, secret: key } = dataOf(await client.post("/keys", {}), 201);
  const refused = await client.get("/keys", { key });
  expectProblem(refused, 403, "forbidden", "insufficient_scope");
  const explained = dataOf(await client.get(`/requests/${refused.headers.get("request-id")}`));
  expect(explained).toMatchObject({
    key_id: id,
    status: 403,
    code: "forbidden",
    path: "/api/v1/keys",
    cost: 0,
  });
  expect(explained.checks.map(({ check, outcome }: Record<string, string>) => `${check} ${outcome}`)).toEqual(
    ["credential passed", "key_status passed", "scope failed"],
  );
});

test("a key cannot change workspace settings", async () => {
  const client = await workspace();
  const { secret: key } = dataOf(
    await client.post("/keys", { scopes: ["workspace:read", "keys:write"] }),
    201,
  );
  const { id } = dataOf(await client.get("/workspaces", { key }))[0];
  expectProblem(
    await client.patch(`/workspaces/${id}`, { name: "mine" }, { key }),
    403,
    "forbidden",
    "user_required",
  );
  expectProblem(await client.post("/scopes", { name: "a:b" }, { key }), 403, "forbidden", "user_required");
});

test("a revoked key gets 401 and cannot be enabled again", async () => {
  const client = await workspace();
  const { id, secret: key } = dataOf(await client.post("/keys", {}), 201);
  dataOf(await client.delete(`/keys/${id}`));
  expectProblem(await client.get("/me", { key }), 401, "invalid_api_key", "revoked");
  expectProblem(await client.patch(`/keys/${id}`, { enabled: true }), 409, "conflict", "already_revoked");
});

test("a retry with the same Idempotency-Key creates one key and shows its secret once", async () => {
  const client = await workspace();
  const { accessToken: token } = await newDeveloper(server);
  const headers = { "idempotency-key": randomUUID() };
  const first = await client.post("/keys", { name: "once" }, { token, headers });
  const again = await client.post("/keys", { name: "once" }, { token, headers });
  expect(dataOf(again, 201)).toEqual({ ...dataOf(first, 201), secret: null });
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expectProblem(
    await client.post("/keys", { name: "other" }, { token, headers }),
    422,
    "idempotency_key_reused",
  );
  expect(dataOf(await client.get("/keys", { token }))).toHaveLength(1);
});
