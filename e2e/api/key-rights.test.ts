import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

const asAda = (method: string, path: string, body?: object) =>
  call(server, method, `/api/v1/keys${path}`, { token: ada.accessToken, body });
const withKey = (key: string, method: string, path: string, body?: object) =>
  call(server, method, `/api/v1/keys${path}`, { key, body });

test("a key cannot grant scopes that it does not have, to a new key or an existing one", async () => {
  const maker = await newKey(server, ada, { scopes: ["keys:write", "keys:read"] });
  const { id } = await newKey(server, ada);
  for (const scope of ["usage:read", "data:read"]) {
    const scopes = ["keys:read", scope];
    expectProblem(await withKey(maker.secret, "POST", "", { scopes }), 403, "forbidden", "scope_escalation");
    for (const target of [id, maker.id]) {
      const change = await withKey(maker.secret, "PATCH", `/${target}`, { scopes });
      expectProblem(change, 403, "forbidden", "scope_escalation");
    }
  }
  const made = await withKey(maker.secret, "POST", "", { scopes: ["keys:read"] });
  expect(made.status).toBe(201);
  const { user_id } = maker.created_by;
  expect(user_id).toMatch(/^usr_/);
  expect(made.body.data.created_by).toEqual({ type: "api_key", id: maker.id, user_id });
});

test("an unknown scope is refused by name", async () => {
  const refused = await asAda("POST", "", { scopes: ["keys:read", "keys:admin"] });
  expectProblem(refused, 422, "validation_failed");
  expect(refused.body.errors).toMatchObject([{ pointer: "/scopes/1", code: "unknown_scope" }]);
  const scopes = (await call(server, "GET", "/api/v1/scopes", { token: ada.accessToken })).body.data;
  expect(scopes.map(({ name }: { name: string }) => name)).not.toContain("keys:admin");
});

test("a key can read, create, change and revoke keys of its own environment only", async () => {
  const live = await newKey(server, ada, { environment: "live" });
  const test = await newKey(server, ada, { environment: "test", scopes: ["keys:read", "keys:write"] });
  for (const [method, body] of [["GET"], ["PATCH", { enabled: false }], ["DELETE"]] as const)
    expectProblem(await withKey(test.secret, method, `/${live.id}`, body), 404, "not_found");
  expectProblem(await withKey(test.secret, "GET", `/${live.id}/usage`), 404, "not_found");
  for (const [method, path, body] of [
    ["GET", "?environment=live", undefined],
    ["POST", "", { environment: "live" }],
  ] as const)
    expectProblem(await withKey(test.secret, method, path, body), 403, "forbidden", "other_environment");
  expect((await withKey(test.secret, "POST", "", {})).body.data.environment).toBe("test");
  const { data } = (await withKey(test.secret, "GET", "?limit=100")).body;
  expect(new Set(data.map((key: { environment: string }) => key.environment))).toEqual(new Set(["test"]));
  expect((await call(server, "GET", "/api/v1/me", { key: live.secret })).status).toBe(200);
});
