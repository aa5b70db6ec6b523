import { expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { account } from "#e2e/api/people.ts";
import { setPlan } from "#e2e/api/store.ts";
import { dataOf } from "#e2e/conformance/api-client.ts";
import { asProgram, asUser, configure, errorOf } from "#e2e/conformance/sdk-clients.ts";
import { connectTo } from "#e2e/test-server.ts";
import { AuthenticationError, Latchkey, RateLimitError } from "#sdk/typescript/src/index.ts";

// The developer portal of developer-portal.test.ts, with the TypeScript SDK.
const server = connectTo(inject("server"));
const baseUrl = server.url;

/** What the request log says about a key's requests, oldest first. */
async function outcomesOf(client: Latchkey, id: string): Promise<string[]> {
  const codes: string[] = [];
  for await (const { code, status } of client.requests.list({ key_id: id })) codes.push(code ?? `${status}`);
  return codes.reverse();
}

test("a user's client goes on with the token that a refresh gives", async () => {
  const developer = await newDeveloper(server);
  let token = developer.accessToken;
  const client = new Latchkey({ baseUrl, accessToken: () => token });
  const before = await client.me.retrieve();
  expect(before.actor.type).toBe("user");
  const refreshed = dataOf(await account(server, "refresh", { refresh_token: developer.refreshToken }));
  token = refreshed.access_token;
  expect((await client.me.retrieve()).workspace).toEqual(before.workspace);
  token = "over";
  await expect(client.me.retrieve()).rejects.toThrow(AuthenticationError);
});

test("a key with the product's prefix is created, used, and fails as soon as it is revoked", async () => {
  const user = asUser(server, await newDeveloper(server));
  await configure(user, { key_format: { prefix: "dfx", include_environment: false } });
  const { id, secret } = await user.keys.create({ name: "my script" });
  expect(secret).toMatch(/^dfx_[0-9A-Za-z]{36}$/);
  expect((await user.keys.create()).name).toBeNull();
  const script = asProgram(server, secret);
  expect((await script.me.retrieve()).actor).toMatchObject({ type: "api_key", name: "my script" });
  const sent = new Latchkey({ baseUrl, accessToken: secret! });
  expect((await sent.me.retrieve()).actor).toMatchObject({ type: "api_key", id });
  expect((await user.keys.revoke(id)).status).toBe("revoked");
  const refused = await errorOf(script.me.retrieve());
  expect(refused).toBeInstanceOf(AuthenticationError);
  expect(refused).toMatchObject({ code: "invalid_api_key", reason: "revoked", attempts: 1 });
});

test("a script that is faster than its limit is slowed down by the SDK, and gets no error", async () => {
  const user = asUser(server, await newDeveloper(server));
  const { id, secret } = await user.keys.create({ rate_limit: { requests: 2, window_seconds: 2 } });
  const script = asProgram(server, secret);
  const began = performance.now();
  for (let request = 0; request < 5; request += 1)
    expect((await script.me.retrieve()).actor.type).toBe("api_key");
  expect(performance.now() - began).toBeGreaterThan(4000);
  const outcomes = await outcomesOf(user, id);
  expect(outcomes.filter((outcome) => outcome === "200")).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === "rate_limited").length).toBeGreaterThanOrEqual(2);
});

test("requests at the same time share the limit, and all of them pass in the end", async () => {
  const user = asUser(server, await newDeveloper(server));
  const { id, secret } = await user.keys.create({ rate_limit: { requests: 3, window_seconds: 1 } });
  const script = asProgram(server, secret, 10);
  await Promise.all(Array.from({ length: 9 }, () => script.me.retrieve()));
  expect((await outcomesOf(user, id)).filter((outcome) => outcome === "200")).toHaveLength(9);
});

test("without retries, the error says when to try again, and the usage stays readable", async () => {
  const developer = await newDeveloper(server);
  await setPlan(server, developer, 3);
  const user = asUser(server, developer);
  const { secret } = await user.keys.create();
  const script = asProgram(server, secret, 0);
  for (let request = 0; request < 3; request += 1) await script.me.retrieve();
  const refused = (await errorOf(script.me.retrieve())) as RateLimitError;
  expect(refused).toBeInstanceOf(RateLimitError);
  expect(refused).toMatchObject({ code: "rate_limited", reason: "plan", attempts: 1 });
  expect(refused.retryAfterSeconds).toBeGreaterThan(0);
  expect(refused.message).toMatch(/3 requests.* in \d+ seconds/);
  expect(await script.usage.rateLimits()).toEqual({
    plan: "of-3",
    rate_limit: { rpm: 3, used: 3, remaining: 0, reset_in_seconds: expect.any(Number) },
  });
  expect((await user.usage.retrieve()).requests).toMatchObject({ succeeded: 4, rate_limited: 1 });
});

test("a limit whose end is too far away isn't waited for", async () => {
  const user = asUser(server, await newDeveloper(server));
  const { secret } = await user.keys.create({ rate_limit: { requests: 1, window_seconds: 3600 } });
  const script = asProgram(server, secret);
  await script.me.retrieve();
  const refused = await errorOf(script.me.retrieve());
  expect(refused).toBeInstanceOf(RateLimitError);
  expect(refused).toMatchObject({ reason: "key", attempts: 1 });
});

test("the plans say what they allow", async () => {
  const plans = await asUser(server, await newDeveloper(server)).plans.list();
  const byId = Object.fromEntries(plans.map((plan) => [plan.id, plan]));
  expect(byId).toMatchObject({
    trial: { requests_per_minute: 60, contact_sales: false },
    starter: { requests_per_minute: 60, contact_sales: false },
    pro: { requests_per_minute: null, contact_sales: true },
    enterprise: { requests_per_minute: null, contact_sales: true },
  });
});
