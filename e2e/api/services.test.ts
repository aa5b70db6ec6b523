import { expect, inject, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { cli as operate } from "#e2e/operator.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

async function cli(...words: string[]): Promise<string> {
  const { code, stdout, output } = await operate(server, ...words);
  expect(code, output).toBe(0);
  return stdout;
}

test("a service credential verifies keys of every workspace, can do nothing else, and fails once revoked", async () => {
  const { id, secret } = JSON.parse(await cli("service", "create", "billing", "--json"));
  expect(secret).toMatch(/^lk_service_/);
  const verify = (key: string) =>
    call(server, "POST", "/api/v1/keys/verify", { token: secret, body: { key } });
  for (const developer of [await newDeveloper(server), await newDeveloper(server)]) {
    const key = await newKey(server, developer);
    expect((await verify(key.secret)).body.data).toMatchObject({ valid: true, key: { id: key.id } });
  }
  expect((await verify("nobody-ever-made-this")).body.data).toMatchObject({ valid: false, code: "unknown" });
  for (const path of ["me", "keys", "usage", "auth/sessions"])
    expect((await call(server, "GET", `/api/v1/${path}`, { token: secret })).status, path).toBe(403);
  await cli("service", "revoke", id);
  expectProblem(await verify("nobody-ever-made-this"), 401, "invalid_token", "revoked");
});

test("a changed plan applies to the next request of existing keys", async () => {
  const developer = await newDeveloper(server);
  const { secret: key } = await newKey(server, developer);
  const { body } = await call(server, "GET", "/api/v1/me", { key });
  const limit = async () =>
    (await call(server, "GET", "/api/v1/me", { key })).headers.get("ratelimit-policy");
  expect(await limit()).toBe('"plan";q=60;w=60');
  // Other tests use the built-in plans, so this test changes one of its own.
  await query(
    server,
    "insert into plans (id, name, requests_per_minute, position) values ('of-cli', 'of-cli', 1, 9)",
  );
  await cli("plan", "change", "of-cli", "--rpm", "600");
  await cli("workspace", "plan", body.data.workspace.id, "of-cli");
  expect(await limit()).toBe('"plan";q=600;w=60');
});

test("a request with an unknown key can be looked up by its request ID, and shows no secret", async () => {
  const developer = await newDeveloper(server);
  const unknown = `other_maker_${"k".repeat(30)}`;
  // Requests with unknown keys are sampled by network, so this one comes from a network of its own.
  const headers = { "x-forwarded-for": "192.0.2.210" };
  const refused = await call(server, "GET", "/api/v1/me", { key: unknown, headers });
  expectProblem(refused, 401, "invalid_api_key", "unknown");
  const path = `/api/v1/requests/${refused.headers.get("request-id")}`;
  const { body } = await call(server, "GET", path, { token: developer.accessToken });
  expect(body.data).toMatchObject({ key_id: null, status: 401, code: "invalid_api_key", cost: 0 });
  expect(body.data.checks).toEqual([{ check: "credential", outcome: "failed", detail: expect.any(String) }]);
  expect(JSON.stringify(body)).not.toContain(unknown);
});
