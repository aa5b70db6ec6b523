import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { useGateway } from "#e2e/gateways/gateway-under-test.ts";
import { readHeaders } from "#e2e/gateways/upstream.ts";
import { connectTo } from "#e2e/test-server.ts";
import { gateways } from "#scripts/programs.ts";

const server = connectTo(inject("server"));
let developer: Developer;
let workspaceId: string;

beforeAll(async () => {
  developer = await newDeveloper(server);
  const me = await call(server, "GET", "/api/v1/me", { token: developer.accessToken });
  workspaceId = me.body.data.workspace.id;
});

const readingKey = (more: object = {}) => newKey(server, developer, { scopes: ["data:read"], ...more });

describe.each(gateways)("%s", (gateway) => {
  const front = useGateway(gateway, () => server.gateUrl);

  test("the upstream gets the identity and never the key", async () => {
    const key = await readingKey({ environment: "test", external_id: "customer-7" });
    const answer = await front.ask({ key: key.secret });
    expect(answer).toMatchObject({ status: 200, body: "of the upstream" });
    expect(readHeaders(front.reached())).toMatchObject({
      "x-gate-key-id": key.id,
      "x-gate-workspace-id": workspaceId,
      "x-gate-user-id": "none",
      "x-gate-environment": "test",
      "x-gate-plan": "trial",
      "x-gate-scopes": "data:read",
      "x-gate-external-id": "customer-7",
      "request-id": answer.headers.get("request-id"),
    });
    expect(JSON.stringify(front.reached().headers)).not.toContain(key.secret);
  });

  test("a key in Authorization passes and stays at the gateway", async () => {
    const { id, secret } = await readingKey();
    const answer = await front.ask({ headers: [["Authorization", `Bearer ${secret}`]] });
    expect(answer.status).toBe(200);
    expect(readHeaders(front.reached())).toMatchObject({ "x-gate-key-id": id, "x-gate-external-id": "none" });
    expect(JSON.stringify(front.reached().headers)).not.toContain(secret);
  });

  test("the client gets limit headers with every upstream response, errors included", async () => {
    const { secret: key } = await readingKey({ rate_limit: { requests: 5, window_seconds: 3600 } });
    for (const [remaining, status] of [200, 404, 500].entries()) {
      front.upstream.status = status;
      const { headers, ...answer } = await front.ask({ key });
      expect(answer.status).toBe(status);
      expect(headers.get("ratelimit-policy")).toContain('"key";q=5;w=3600');
      expect(headers.get("ratelimit")).toContain(`"key";r=${4 - remaining};t=`);
      expect(headers.get("x-ratelimit-limit")).toBe("5");
      expect(headers.get("x-ratelimit-remaining")).toBe(String(4 - remaining));
      expect(Number(headers.get("x-ratelimit-reset"))).toBeGreaterThan(0);
      expect(headers.get("request-id")).toMatch(/^req_[0-9A-Za-z]{25}$/);
    }
  });

  test.each([401, 403])("the upstream's own %i reaches the client unchanged", async (status) => {
    const { secret: key } = await readingKey();
    front.upstream.status = status;
    const { headers, ...answer } = await front.ask({ key });
    expect(answer).toMatchObject({ status, body: "of the upstream" });
    expect(headers.get("content-type")).toBe("text/plain");
  });

  test.each(["GET", "POST", "PUT", "PATCH", "DELETE"])(
    "%s reaches the upstream with path, query and body",
    async (method) => {
      const { secret: key } = await readingKey();
      const path = "/v1/a%20b/%C3%A9//c?q=%2F&q=2&scope=x&cost=0";
      const body = method === "GET" ? undefined : randomBytes(300_000);
      const headers: [string, string][] = [["Content-Type", "application/x-of-test"]];
      expect((await front.ask({ method, path, key, body, headers })).status).toBe(200);
      const { url, body: arrived, ...seen } = front.reached();
      expect({ method: seen.method, url }).toEqual({ method, url: path });
      expect(arrived.equals(body ?? Buffer.alloc(0))).toBe(true);
      expect(readHeaders(front.reached())["content-type"]).toBe("application/x-of-test");
    },
  );

  test("a chunked body arrives whole", async () => {
    const { secret: key } = await readingKey();
    const body = randomBytes(300_000);
    expect((await front.ask({ method: "POST", key, body, chunked: true })).status).toBe(200);
    expect(front.reached().body.equals(body)).toBe(true);
  });

  test("the request log has what the client sent to the gateway: method, path, address", async () => {
    const { secret: key } = await readingKey();
    const path = "/v1/orders/7?expand=lines";
    const { headers } = await front.ask({ method: "PATCH", path, key, body: "{}", from: "127.0.0.9" });
    const id = headers.get("request-id");
    const logged = await call(server, "GET", `/api/v1/requests/${id}`, { token: developer.accessToken });
    expect(logged.body.data).toMatchObject({
      method: "PATCH",
      path: "/v1/orders/7",
      ip: "127.0.0.9",
      status: 200,
    });
  });
});
