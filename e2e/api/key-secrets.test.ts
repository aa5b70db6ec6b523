import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
});

const asAda = (method: string, path: string, more = {}) =>
  call(server, method, `/api/v1${path}`, { token: ada.accessToken, ...more });
const use = (secret: string) => call(server, "GET", "/api/v1/me", { key: secret });

async function rotated(): Promise<NewKey & { current: string }> {
  const key = await newKey(server, ada);
  const { body } = await asAda("POST", `/keys/${key.id}/rotate`, { body: { overlap_seconds: 3600 } });
  return { ...key, current: body.data.secret };
}

test("when the overlap is ended, the next request with the previous secret is refused", async () => {
  const key = await rotated();
  expect((await use(key.secret)).status).toBe(200);
  const ended = await asAda("POST", `/keys/${key.id}/rotate/end`);
  expect(ended.status).toBe(200);
  expect(ended.body.data).toMatchObject({ id: key.id, status: "active", rotation: null });
  expectProblem(await use(key.secret), 401, "invalid_api_key", "revoked");
  expect((await use(key.current)).status).toBe(200);
  expectProblem(await asAda("POST", `/keys/${key.id}/rotate/end`), 409, "conflict", "no_overlap");
});

test("a repeated Idempotency-Key gets the first answer", async () => {
  const key = await rotated();
  const headers = { "idempotency-key": "end-1" };
  const first = await asAda("POST", `/keys/${key.id}/rotate/end`, { headers });
  const again = await asAda("POST", `/keys/${key.id}/rotate/end`, { headers });
  expect([again.status, again.body]).toEqual([200, first.body]);
});

test("a key's requests can be counted by secret, also those that are refused after the overlap", async () => {
  const key = await rotated();
  for (const secret of [key.secret, key.secret, key.current]) await use(secret);
  const totalOf = async (secret: string) =>
    (await asAda("GET", `/keys/${key.id}/usage?interval=hour&made_with=${secret}`)).body.data;
  expect(await totalOf("previous")).toMatchObject({
    requests_current_period: 2,
    failed: 0,
    truncated: false,
  });
  expect(await totalOf("current")).toMatchObject({ requests_current_period: 1 });
  await asAda("POST", `/keys/${key.id}/rotate/end`);
  await use(key.secret);
  expect(await totalOf("previous")).toMatchObject({ requests_current_period: 3, failed: 1 });
  const all = await asAda("GET", `/keys/${key.id}/usage?interval=hour`);
  expect(all.body.data.requests_current_period).toBe(4);
  expectProblem(await asAda("GET", `/keys/${key.id}/usage?made_with=both`), 400, "invalid_parameter");
});

test("what is left of a key's limit can be read without taking anything, even when nothing is left", async () => {
  const rate_limit = { requests: 2, window_seconds: 3600 };
  const key = await newKey(server, ada, { rate_limit, scopes: ["keys:read"] });
  for (let i = 0; i < 2; i += 1) await use(key.secret);
  const left = { ...rate_limit, used: 2, remaining: 0 };
  for (const credential of [{ token: ada.accessToken }, { key: key.secret }]) {
    const answer = await call(server, "GET", `/api/v1/keys/${key.id}/rate-limit`, credential);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ rate_limit: left, plan: { window_seconds: 60 } });
  }
  const { data } = (await asAda("GET", "/usage/rate-limits/keys")).body;
  expect(data).toMatchObject([{ key_id: key.id, environment: "live", rate_limit: left }]);
  expect((await asAda("GET", "/usage/rate-limits/keys?environment=test")).body.data).toEqual([]);
  const other = { token: (await newDeveloper(server)).accessToken };
  const path = `/api/v1/keys/${key.id}/rate-limit`;
  expectProblem(await call(server, "GET", path, other), 404, "not_found");
});

test("a series can be limited to some keys, which have to be IDs and at most 100", async () => {
  const [one, two] = [await newKey(server, ada), await newKey(server, ada)];
  for (const secret of [one.secret, two.secret, two.secret]) await use(secret);
  const path = "/usage/series?group_by=key&interval=day&key_id=";
  const { data } = (await asAda("GET", `${path}${one.id},${two.id}`)).body;
  expect(data.map(({ group, total }: { group: string; total: number }) => [group, total]).sort()).toEqual(
    [
      [one.id, 1],
      [two.id, 2],
    ].sort(),
  );
  const foreign = await newKey(server, await newDeveloper(server));
  await use(foreign.secret);
  expect((await asAda("GET", path + foreign.id)).body.data).toEqual([]);
  const many = Array.from({ length: 101 }, () => one.id).join();
  for (const ids of ["", "key_1", `${one.id},`, `${one.id},x`, many])
    expectProblem(await asAda("GET", path + ids), 400, "invalid_parameter");
});
