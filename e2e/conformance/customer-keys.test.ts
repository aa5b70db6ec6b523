import { beforeAll, expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";
import { type ApiClient, apiClient, dataOf } from "#e2e/conformance/api-client.ts";
import { connectTo } from "#e2e/test-server.ts";

// A backend that creates keys for its own customers and verifies them before every request.
const server = connectTo(inject("server"));
let client: ApiClient;
let backend: { key: string };

beforeAll(async () => {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  client = apiClient(server, developer);
  for (const name of ["orders:read", "orders:write"]) dataOf(await client.post("/scopes", { name }), 201);
  const scopes = ["keys:read", "keys:write", "keys:verify", "orders:read", "orders:write"];
  backend = { key: dataOf(await client.post("/keys", { name: "backend", scopes }), 201).secret };
});

const customerKey = async (more: object = {}) =>
  dataOf(
    await client.post("/keys", { external_id: "cus_42", scopes: ["orders:read"], ...more }, backend),
    201,
  );
const validate = async (key: string, more: object = {}) =>
  dataOf(await client.post("/keys/verify", { key, ...more }, backend));

test("a backend creates keys with external ID, name, scopes, expiry and limit", async () => {
  const wanted = {
    name: "shop",
    external_id: "cus_7",
    scopes: ["orders:read"],
    expires_at: "2099-01-01T00:00:00.000Z",
    rate_limit: { requests: 100, window_seconds: 60 },
    metadata: { tier: "gold" },
  };
  const key = dataOf(await client.post("/keys", wanted, backend), 201);
  expect(key).toMatchObject(wanted);
  expect(dataOf(await client.get("/keys?external_id=cus_7", backend))).toMatchObject([{ id: key.id }]);
});

test("verifying a key returns its owner and scopes, and counts as that key's usage", async () => {
  const { id, secret } = await customerKey();
  expect(await validate(secret, { scopes: ["orders:read"] })).toMatchObject({
    valid: true,
    code: "valid",
    key: { id, external_id: "cus_42", scopes: ["orders:read"] },
    missing_scopes: [],
  });
  expect(await validate(secret, { scopes: ["orders:write"] })).toMatchObject({
    valid: false,
    code: "insufficient_scope",
    missing_scopes: ["orders:write"],
  });
  expect(dataOf(await client.get(`/keys/${id}/usage`, backend))).toMatchObject({
    requests_current_period: 2,
    succeeded: 1,
    failed: 1,
    error_rate: 0.5,
    last_used_at: expect.any(String),
  });
});

test("verifying respects limit and cost, and cost 0 uses nothing", async () => {
  const { secret } = await customerKey({ rate_limit: { requests: 5, window_seconds: 60 } });
  expect((await validate(secret, { cost: 0 })).rate_limit).toMatchObject({
    limit: 5,
    remaining: 5,
    reset_in_seconds: 0,
  });
  expect((await validate(secret, { cost: 3 })).rate_limit.remaining).toBe(2);
  expect(await validate(secret, { cost: 3 })).toMatchObject({ valid: false, code: "rate_limited" });
  expect(await validate(secret, { cost: 2 })).toMatchObject({ valid: true, rate_limit: { remaining: 0 } });
});

test("verifying an unusable key returns the reason as a code", async () => {
  const made = await customerKey();
  dataOf(await client.patch(`/keys/${made.id}`, { enabled: false }, backend));
  expect(await validate(made.secret)).toMatchObject({ code: "disabled", rate_limit: null, quota: null });
  expect((await validate(made.secret, { cost: 0 })).rate_limit).toBeNull();
  dataOf(await client.delete(`/keys/${made.id}`, undefined, backend));
  expect((await validate(made.secret)).code).toBe("revoked");
  expect(await validate("nonsense-that-is-no-key")).toMatchObject({
    valid: false,
    code: "unknown",
    key: null,
  });
  const stranger = apiClient(server, await newDeveloper(server));
  const foreign = dataOf(await stranger.post("/keys", {}), 201);
  expect(await validate(foreign.secret)).toMatchObject({ code: "unknown", key: null });
});

test("rotating changes only the secret, and the old one fails immediately", async () => {
  const made = await customerKey({ name: "to rotate" });
  const rotated = dataOf(await client.post(`/keys/${made.id}/rotate`, undefined, backend));
  expect(rotated).toMatchObject({
    id: made.id,
    name: "to rotate",
    external_id: "cus_42",
    scopes: ["orders:read"],
  });
  expect((await validate(made.secret)).code).toBe("revoked");
  expect((await validate(rotated.secret)).valid).toBe(true);
});

test("a backend cannot grant scopes that it lacks, and verifying requires keys:verify", async () => {
  expectProblem(
    await client.post("/keys", { scopes: ["usage:read"] }, backend),
    403,
    "forbidden",
    "scope_escalation",
  );
  const { secret: key } = await customerKey();
  const refused = await client.post("/keys/verify", { key }, { key });
  expectProblem(refused, 403, "forbidden", "insufficient_scope");
  expect(refused.body.required_scopes).toEqual(["keys:verify"]);
});
