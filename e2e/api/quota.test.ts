import { beforeAll, expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { burst, statuses } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const QUOTA = 1000;
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada, 1_000_001);
  await query(server, "update plans set monthly_quota = $1 where requests_per_minute = 1000001", [QUOTA]);
});

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });
const quotaOf = async () =>
  (await call(server, "GET", "/api/v1/usage", { token: ada.accessToken })).body.data.quota;

test("with a quota of 1,000, exactly 1,000 of 1,500 requests pass; the test environment has its own quota", async () => {
  const keys = [await newKey(server, ada), await newKey(server, ada)];
  const answers: Answer[] = [];
  for (let wave = 0; wave < 5; wave += 1) {
    const waves = keys.map(({ secret: key }) => burst(150, server, "GET", "/api/v1/me", { key }));
    answers.push(...(await Promise.all(waves)).flat());
  }
  expect(statuses(answers)).toEqual({ 200: QUOTA, 429: 500 });
  expectProblem(await me(keys[0]!.secret), 429, "quota_exceeded", "quota");
  expect(await quotaOf()).toMatchObject({ limit: QUOTA, used: QUOTA, remaining: 0 });
  const other = await newKey(server, ada, { environment: "test" });
  expect((await me(other.secret)).headers.get("ratelimit")).toMatch(/"quota";r=999;t=\d+$/);
});

test("a larger quota applies to the next request, and a request uses exactly its cost", async () => {
  const { secret } = await newKey(server, ada);
  const { secret: verifier } = await newKey(server, ada, { environment: "live", scopes: ["keys:verify"] });
  await query(server, "update plans set monthly_quota = $1 where requests_per_minute = 1000001", [
    QUOTA + 10,
  ]);
  const verify = async (cost: number) => {
    const body = { key: secret, cost };
    return (await call(server, "POST", "/api/v1/keys/verify", { key: verifier, body })).body.data;
  };
  expect(await verify(0)).toMatchObject({ valid: true, quota: { remaining: 10 } });
  expect(await verify(11)).toMatchObject({ valid: false, code: "quota_exceeded", quota: { remaining: 10 } });
  expect(await verify(7)).toMatchObject({ valid: true, quota: { limit: QUOTA + 10, remaining: 3 } });
  expect((await me(secret)).status).toBe(200);
  expect(await verify(0)).toMatchObject({ quota: { remaining: 2 } });
});
