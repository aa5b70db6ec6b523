import { createHash, randomBytes } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";
import { type ApiClient, apiClient, configure, dataOf } from "#e2e/conformance/api-client.ts";
import { connectTo } from "#e2e/test-server.ts";

// A product with keys of 64 hex characters, stored as SHA-256, and two environments.
const server = connectTo(inject("server"));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
let client: ApiClient;

beforeAll(async () => {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  client = apiClient(server, developer);
  await configure(client, { key_format: { style: "hex" } });
});

test("a key is 64 random hex characters and identifies workspace, creator and environment", async () => {
  const key = dataOf(await client.post("/keys", { name: "backend" }), 201);
  expect(key.secret).toMatch(/^[0-9a-f]{64}$/);
  expect(key.hint).toBe(`${key.secret.slice(0, 4)}…${key.secret.slice(-4)}`);
  const me = dataOf(await client.get("/me", { key: key.secret }));
  expect(me).toMatchObject({ environment: "live", workspace: { id: expect.stringMatching(/^ws_/) } });
  expect(dataOf(await client.get(`/keys/${key.id}`)).created_by).toMatchObject({ type: "user" });
});

test("no key and a wrong key get 401, a disabled key 403, and it can be enabled again", async () => {
  const { id, secret: key } = dataOf(await client.post("/keys", {}), 201);
  expectProblem(await client.get("/me", {}), 401, "unauthorized");
  expectProblem(
    await client.get("/me", { key: randomBytes(32).toString("hex") }),
    401,
    "invalid_api_key",
    "unknown",
  );
  expect(dataOf(await client.patch(`/keys/${id}`, { enabled: false })).status).toBe("disabled");
  expectProblem(await client.get("/me", { key }), 403, "inactive_api_key");
  dataOf(await client.patch(`/keys/${id}`, { enabled: true }));
  expect((await client.get("/me", { key })).status).toBe(200);
});

test("a key with the scopes creates, lists and revokes keys", async () => {
  const manager = dataOf(await client.post("/keys", { scopes: ["keys:read", "keys:write"] }), 201);
  const as = { key: manager.secret };
  const made = dataOf(await client.post("/keys", { name: "by program" }, as), 201);
  const { user_id } = manager.created_by;
  expect(user_id).toMatch(/^usr_/);
  expect(made.created_by).toEqual({ type: "api_key", id: manager.id, user_id });
  expect(dataOf(await client.get("/keys?q=by%20program", as)).map(({ id }: { id: string }) => id)).toEqual([
    made.id,
  ]);
  expect(dataOf(await client.delete(`/keys/${made.id}`, undefined, as)).status).toBe("revoked");
});

test("keys, usage and limits of the test and live environments are separate", async () => {
  const scopes = ["keys:read"];
  const live = dataOf(await client.post("/keys", { environment: "live", scopes }), 201);
  const test = dataOf(await client.post("/keys", { environment: "test", scopes }), 201);
  expectProblem(await client.get(`/keys/${live.id}`, { key: test.secret }), 404, "not_found");
  const before = dataOf(await client.get("/usage?environment=live")).requests.total;
  await client.get("/me", { key: test.secret });
  expect(dataOf(await client.get("/usage?environment=live")).requests.total).toBe(before);
});

test("keys imported by their hashes keep working", async () => {
  const existing = randomBytes(32).toString("hex");
  const keys = [{ hash: sha256(existing), name: "from before", scopes: ["data:read"] }];
  const [key] = dataOf(await client.post("/keys/import", { keys }), 201);
  expect(dataOf(await client.get("/me", { key: existing })).actor.id).toBe(key.id);
  expectProblem(await client.post("/keys/import", { keys }), 409, "conflict", "key_exists");
});
