import { createHash, randomBytes } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";
import { configure, type Desk, dataOf, deskOf } from "#e2e/products/desk.ts";
import { placeAt } from "#e2e/world.ts";

// Keys of 64 hex characters, of which only the SHA-256 is kept; apart for development and production.
const world = placeAt(inject("world"));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
let desk: Desk;

beforeAll(async () => {
  const developer = await newDeveloper(world);
  await setPlan(world, developer);
  desk = deskOf(world, developer);
  await configure(desk, { key_format: { style: "hex" } });
});

test("a key is 64 random hex characters; from it follow tenant, user and environment", async () => {
  const key = dataOf(await desk.post("/keys", { name: "backend" }), 201);
  expect(key.secret).toMatch(/^[0-9a-f]{64}$/);
  expect(key.hint).toBe(`${key.secret.slice(0, 4)}…${key.secret.slice(-4)}`);
  const me = dataOf(await desk.get("/me", { key: key.secret }));
  expect(me).toMatchObject({ environment: "live", workspace: { id: expect.stringMatching(/^ws_/) } });
  expect(dataOf(await desk.get(`/keys/${key.id}`)).created_by).toMatchObject({ type: "user" });
});

test("no key 401, a wrong key 401, an inactive key 403, and it can be made active again", async () => {
  const { id, secret: key } = dataOf(await desk.post("/keys", {}), 201);
  expectProblem(await desk.get("/me", {}), 401, "unauthorized");
  expectProblem(
    await desk.get("/me", { key: randomBytes(32).toString("hex") }),
    401,
    "invalid_api_key",
    "unknown",
  );
  expect(dataOf(await desk.patch(`/keys/${id}`, { enabled: false })).status).toBe("disabled");
  expectProblem(await desk.get("/me", { key }), 403, "inactive_api_key");
  dataOf(await desk.patch(`/keys/${id}`, { enabled: true }));
  expect((await desk.get("/me", { key })).status).toBe(200);
});

test("keys are created, listed and deleted by API, with a key that may", async () => {
  const manager = dataOf(await desk.post("/keys", { scopes: ["keys:read", "keys:write"] }), 201);
  const as = { key: manager.secret };
  const made = dataOf(await desk.post("/keys", { name: "by program" }, as), 201);
  expect(made.created_by).toEqual({ type: "api_key", id: manager.id });
  expect(dataOf(await desk.get("/keys?q=by%20program", as)).map(({ id }: { id: string }) => id)).toEqual([
    made.id,
  ]);
  expect(dataOf(await desk.delete(`/keys/${made.id}`, undefined, as)).status).toBe("revoked");
});

test("development and production never mix: keys, usage and limits", async () => {
  const scopes = ["keys:read"];
  const live = dataOf(await desk.post("/keys", { environment: "live", scopes }), 201);
  const test = dataOf(await desk.post("/keys", { environment: "test", scopes }), 201);
  expectProblem(await desk.get(`/keys/${live.id}`, { key: test.secret }), 404, "not_found");
  const before = dataOf(await desk.get("/usage?environment=live")).requests.total;
  await desk.get("/me", { key: test.secret });
  expect(dataOf(await desk.get("/usage?environment=live")).requests.total).toBe(before);
});

test("existing keys move over by their hashes, and their holders notice nothing", async () => {
  const existing = randomBytes(32).toString("hex");
  const keys = [{ hash: sha256(existing), name: "from before", scopes: ["data:read"] }];
  const [key] = dataOf(await desk.post("/keys/import", { keys }), 201);
  expect(dataOf(await desk.get("/me", { key: existing })).actor.id).toBe(key.id);
  expectProblem(await desk.post("/keys/import", { keys }), 409, "conflict", "key_exists");
});
