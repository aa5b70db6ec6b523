import { beforeAll, describe, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { useGateway } from "#e2e/gateways/gateway-under-test.ts";
import { readHeaders } from "#e2e/gateways/upstream.ts";
import { connectTo } from "#e2e/test-server.ts";
import { gateways } from "#scripts/programs.ts";

const server = connectTo(inject("server"));
let developer: Developer;

beforeAll(async () => {
  developer = await newDeveloper(server);
});

const IDENTITY = ["environment", "external-id", "key-id", "plan", "scopes", "user-id", "workspace-id"];
const FORGED = [
  "X-Gate-Key-Id",
  "x-gate-key-id",
  "X-GATE-KEY-ID",
  "X-Gate-External-Id",
  "X-Gate-Anything-Else",
  "X-Gate",
  "X_Gate_Key_Id",
  "x_gate-key_id",
  "X-Gate_Anything",
  "X-Gate-Status",
];

describe.each(gateways)("%s", (gateway) => {
  const front = useGateway(gateway, () => server.gateUrl);
  const readingKey = () => newKey(server, developer, { scopes: ["data:read"] });

  test.each(FORGED)("a client's own %s never reaches the upstream, sent once or twice", async (name) => {
    const { id, secret: key } = await readingKey();
    const headers: [string, string][] = [
      [name, "forged"],
      [name, "forged again"],
    ];
    expect((await front.ask({ key, headers })).status).toBe(200);
    const read = readHeaders(front.reached());
    expect(
      Object.keys(read)
        .filter((header) => header.startsWith("x-gate"))
        .sort(),
    ).toEqual(IDENTITY.map((header) => `x-gate-${header}`));
    expect(read["x-gate-key-id"]).toBe(id);
    expect(JSON.stringify(read)).not.toContain("forged");
  });

  test("forged identity headers do not replace a key", async () => {
    const headers = FORGED.map((name): [string, string] => [name, "key_forged"]);
    expectProblem(await front.ask({ headers }), 401, "unauthorized");
    expect(front.upstream.seen).toEqual([]);
  });

  test("a client cannot remove the gate's headers by naming them in Connection", async () => {
    const { id, secret: key } = await readingKey();
    const connection = "X-Gate-Key-Id, X-Gate-Plan, X-Forwarded-Method, X-Forwarded-Uri, X-Forwarded-For";
    const { headers } = await front.ask({ key, path: "/v1/named", headers: [["Connection", connection]] });
    const read = readHeaders(front.reached());
    expect(read).toMatchObject({ "x-gate-key-id": id, "x-gate-plan": "trial" });
    expect(read.connection ?? "").not.toMatch(/x-gate/i);
    expect(await logged(headers)).toMatchObject({ method: "GET", path: "/v1/named" });
  });

  test("a client cannot forge what the request log says", async () => {
    const { secret: key } = await readingKey();
    const lies: [string, string][] = ["Forwarded", "Original"].flatMap((kind) => [
      [`X-${kind}-Method`, "DELETE"],
      [`X-${kind}-Uri`, "/forged"],
      [`X-${kind}-Url`, "/forged"],
    ]);
    lies.push(["X-Forwarded-For", "203.0.113.9"], ["X-Real-IP", "203.0.113.9"]);
    const { headers } = await front.ask({ key, path: "/v1/true", headers: lies, from: "127.0.0.9" });
    expect(await logged(headers)).toMatchObject({ method: "GET", path: "/v1/true", ip: "127.0.0.9" });
  });

  test("a client cannot weaken what the gateway requires", async () => {
    const { secret: key } = await newKey(server, developer, {
      rate_limit: { requests: 1, window_seconds: 3600 },
    });
    const path = "/v1/things?scope=&cost=0&fold=0";
    const headers: [string, string][] = [
      ["X-Gate-Scope", ""],
      ["X-Gate-Cost", "0"],
    ];
    expectProblem(await front.ask({ key, path, headers }), 403, "forbidden", "insufficient_scope");
    const other = await newKey(server, developer, {
      scopes: ["data:read"],
      rate_limit: { requests: 1, window_seconds: 3600 },
    });
    expect((await front.ask({ key: other.secret, path, headers })).status).toBe(200);
    expectProblem(await front.ask({ key: other.secret, path, headers }), 429, "rate_limited", "key");
  });

  test.each(["/_gate", "/gate", "/metrics", "/verify"])(
    "%s of the gate is not the client's to ask",
    async (path) => {
      const { status, body } = await front.ask({ path });
      expect(front.upstream.seen).toEqual([]);
      expect([401, 404]).toContain(status);
      expect(JSON.stringify(body)).not.toMatch(/process_|valid/);
    },
  );

  async function logged(headers: Headers) {
    const path = `/api/v1/requests/${headers.get("request-id")}`;
    return (await call(server, "GET", path, { token: developer.accessToken })).body.data;
  }
});
