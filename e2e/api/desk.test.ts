import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { connectTo, type OwnServer, startTestServer } from "#e2e/test-server.ts";

const shared = connectTo(inject("server"));

test("a key opens the API until the revoke answers, and not once more", async () => {
  const developer = await newDeveloper(shared);
  const { id, secret } = await newKey(shared, developer, { name: "ci-pipeline" });

  const open = await call(shared, "GET", "/api/v1/me", { key: secret });
  expect(open.status).toBe(200);
  expect(open.body.data.actor).toMatchObject({ type: "api_key", id });

  const revoked = await call(shared, "DELETE", `/api/v1/keys/${id}`, { token: developer.accessToken });
  expect(revoked.status).toBe(200);
  expect(revoked.body.data.status).toBe("revoked");

  const shut = await call(shared, "GET", "/api/v1/me", { key: secret });
  expect(shut.status).toBe(401);
  expect(shut.body).toMatchObject({ code: "invalid_api_key", reason: "revoked" });
});

test("nobody logs in before the address is verified", async () => {
  const account = { email: "early@example.test", password: "correct horse battery" };
  expect((await call(shared, "POST", "/api/v1/auth/signup", { body: account })).status).toBe(202);
  const refused = await call(shared, "POST", "/api/v1/auth/login", { body: account });
  expect(refused.status).toBe(403);
  expect(refused.body.code).toBe("email_not_verified");
});

let own: OwnServer;

beforeAll(async () => {
  const { dialect } = shared;
  own = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
});

afterAll(() => own?.end());

test("after kill -9 and a restart the same key opens the API, and its limit goes on where it was", async () => {
  const developer = await newDeveloper(own);
  const { secret } = await newKey(own, developer);
  for (let request = 1; request <= 20; request++) await call(own, "GET", "/api/v1/me", { key: secret });

  await own.kill();
  await own.restart();

  const { status, headers } = await call(own, "GET", "/api/v1/me", { key: secret });
  expect(status).toBe(200);
  expect(headers.get("x-ratelimit-remaining")).toBe("39");
});

test("SIGTERM ends the server within ten seconds, with exit code 0", async () => {
  const began = performance.now();
  await own.stop();
  expect(own.process.exitCode).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
});
