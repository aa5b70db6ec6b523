import { expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { burst, statuses } from "#e2e/api/load.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { ageUsedRefreshTokens } from "#e2e/api/store.ts";
import { apiClient, configure, dataOf } from "#e2e/conformance/api-client.ts";
import { connectTo } from "#e2e/test-server.ts";

// A developer portal: sign-up, access tokens, keys with the prefix dfx_, and 60 requests a minute.
const server = connectTo(inject("server"));

test("a user signs up, verifies the address, and gets tokens that last an hour", async () => {
  const person = newPerson();
  expect((await account(server, "signup", person)).status).toBe(202);
  expectProblem(await account(server, "login", person), 403, "email_not_verified");
  const token = await mailedToken(server, person.email);
  expect(dataOf(await account(server, "verify", { token }))).toEqual({
    email: person.email,
    email_verified: true,
  });
  const pair = dataOf(await account(server, "login", person));
  expect(pair).toEqual({
    access_token: expect.any(String),
    refresh_token: expect.any(String),
    token_type: "bearer",
    expires_in: 3600,
  });
  const next = dataOf(await account(server, "refresh", { refresh_token: pair.refresh_token }));
  expect(next.access_token).not.toBe(pair.access_token);
  const reuse = () => account(server, "refresh", { refresh_token: pair.refresh_token });
  expectProblem(await reuse(), 409, "conflict", "already_refreshed");
  await ageUsedRefreshTokens(server, person, 10);
  expectProblem(await reuse(), 401, "invalid_refresh_token", "reused");
});

test("access tokens and keys with a custom prefix work at the same API, and a revoked key fails immediately", async () => {
  const developer = await newDeveloper(server);
  const client = apiClient(server, developer);
  await configure(client, { key_format: { prefix: "dfx", include_environment: false } });
  const { id, secret } = dataOf(await client.post("/keys", { name: "my script" }), 201);
  expect(secret).toMatch(/^dfx_[0-9A-Za-z]{36}$/);
  const unlabelled = dataOf(await client.post("/keys", {}), 201);
  expect(unlabelled.name).toBeNull();
  expect(dataOf(await client.get("/me")).actor.type).toBe("user");
  expect(dataOf(await client.get("/me", { key: secret })).actor).toMatchObject({
    type: "api_key",
    name: "my script",
  });
  expect(dataOf(await client.get("/me", { token: secret })).actor.type).toBe("api_key");
  expect(JSON.stringify((await client.get("/keys")).body)).not.toContain(secret);
  expect(dataOf(await client.delete(`/keys/${id}`)).status).toBe("revoked");
  expectProblem(await client.get("/me", { key: secret }), 401, "invalid_api_key", "revoked");
});

test("at 60 requests a minute a key gets 429 with Retry-After, and usage stays readable", async () => {
  const developer = await newDeveloper(server);
  const client = apiClient(server, developer);
  const { secret: key } = dataOf(await client.post("/keys", {}), 201);
  expect(statuses(await burst(70, server, "GET", "/api/v1/me", { key }))).toEqual({ 200: 60, 429: 10 });
  const limited = await client.get("/me", { key });
  expectProblem(limited, 429, "rate_limited", "plan");
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(dataOf(await client.get("/usage/rate-limits", { key }))).toEqual({
    plan: "trial",
    rate_limit: { rpm: 60, used: 60, remaining: 0, reset_in_seconds: expect.any(Number) },
  });
  expect(dataOf(await client.get("/usage"))).toMatchObject({
    plan: "trial",
    requests: { total: 72, succeeded: 61, failed: 0, rate_limited: 11 },
  });
});

test("the plans are Trial and Starter with 60 requests a minute, and Pro and Enterprise on request", async () => {
  const { get } = apiClient(server, await newDeveloper(server));
  // Other tests add plans to the same server.
  const first = ["trial", "starter", "pro", "enterprise"];
  const plans = dataOf(await get("/plans")).filter(({ id }: { id: string }) => first.includes(id));
  expect(plans).toMatchObject([
    { id: "trial", requests_per_minute: 60, contact_sales: false },
    { id: "starter", requests_per_minute: 60, contact_sales: false },
    { id: "pro", requests_per_minute: null, contact_sales: true },
    { id: "enterprise", requests_per_minute: null, contact_sales: true },
  ]);
});
