import { beforeAll, describe, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { keptConnection } from "#e2e/gateways/client.ts";
import { useGateway } from "#e2e/gateways/gateway-under-test.ts";
import { connectTo } from "#e2e/test-server.ts";
import { gateways } from "#scripts/programs.ts";

const server = connectTo(inject("server"));
let developer: Developer;

beforeAll(async () => {
  developer = await newDeveloper(server);
});

const readingKey = (more: object = {}) => newKey(server, developer, { scopes: ["data:read"], ...more });
const change = (method: string, id: string, body?: object) =>
  call(server, method, `/api/v1/keys/${id}`, { token: developer.accessToken, body });

// expectProblem checks status, body, request-id, Retry-After, WWW-Authenticate and no-store.
describe.each(gateways)("%s", (gateway) => {
  const front = useGateway(gateway, () => server.gateUrl);

  test("without a key: 401 with WWW-Authenticate", async () => {
    const answer = await front.ask();
    expectProblem(answer, 401, "unauthorized");
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer realm=/);
    expect(front.upstream.seen).toEqual([]);
  });

  test("with an unknown key: 401", async () => {
    expectProblem(await front.ask({ key: `lk_live_${"a".repeat(36)}` }), 401, "invalid_api_key", "malformed");
    expect(front.upstream.seen).toEqual([]);
  });

  test("without the scope: 403 naming it", async () => {
    const { secret: key } = await readingKey({ scopes: ["data:write"] });
    const answer = await front.ask({ key });
    expectProblem(answer, 403, "forbidden", "insufficient_scope");
    expect(answer.body.required_scopes).toEqual(["data:read"]);
    expect(front.upstream.seen).toEqual([]);
  });

  test("with a disabled key: 403", async () => {
    const { id, secret: key } = await readingKey();
    await change("PATCH", id, { enabled: false });
    expectProblem(await front.ask({ key }), 403, "inactive_api_key");
    expect(front.upstream.seen).toEqual([]);
  });

  test("over the limit: 429 with the limit's name and Retry-After", async () => {
    const { secret: key } = await readingKey({ rate_limit: { requests: 1, window_seconds: 3600 } });
    expect((await front.ask({ key })).status).toBe(200);
    const answer = await front.ask({ key, method: "POST", body: "{}" });
    expectProblem(answer, 429, "rate_limited", "key");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3500);
    expect(answer.headers.get("ratelimit-policy")).toContain('"key";q=1;w=3600');
    expect(answer.headers.get("ratelimit")).toContain('"key";r=0;t=');
    expect(answer.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(front.upstream.seen).toHaveLength(1);
  });

  test.each(["/v1/things?api_key=", "/v1/"])(
    "with a key in the URL, as in %s…: 400, and the key is not used",
    async (path) => {
      const { secret } = await readingKey();
      expectProblem(await front.ask({ path: path + secret }), 400, "credential_in_url");
      expect(front.upstream.seen).toEqual([]);
    },
  );

  test("with two credentials: 400", async () => {
    const { secret: key } = await readingKey();
    const answer = await front.ask({ key, headers: [["Authorization", `Bearer ${key}`]] });
    expectProblem(answer, 400, "multiple_credentials");
    expect(front.upstream.seen).toEqual([]);
  });

  test("a revoked key is refused on the connection on which it was accepted before", async () => {
    const { id, secret: key } = await readingKey();
    const connection = keptConnection();
    expect(await front.ask({ key, connection })).toMatchObject({ status: 200, reused: false });
    await change("DELETE", id);
    const answer = await front.ask({ key, connection });
    expect(answer.reused).toBe(true);
    expectProblem(answer, 401, "invalid_api_key", "revoked");
    expect(front.upstream.seen).toHaveLength(1);
    connection.destroy();
  });

  test("after a refusal, the next key on the same connection passes as itself", async () => {
    const connection = keptConnection();
    expect((await front.ask({ connection, method: "POST", body: "not read by anybody" })).status).toBe(401);
    const { id, secret: key } = await readingKey();
    expect(await front.ask({ key, connection })).toMatchObject({ status: 200, reused: true });
    expect(front.reached().headers).toContainEqual([expect.stringMatching(/^x-gate-key-id$/i), id]);
    connection.destroy();
  });
});
