import { describe, expect, inject, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { useGateway } from "#e2e/gateways/gateway-under-test.ts";
import { readHeaders } from "#e2e/gateways/upstream.ts";
import { connectTo } from "#e2e/test-server.ts";
import { gateways } from "#scripts/programs.ts";

const server = connectTo(inject("server"));

const ORIGIN: [string, string] = ["Origin", "https://app.example.com"];
const ASKS: [string, string] = ["Access-Control-Request-Method", "PATCH"];
const NAMES: [string, string] = ["Access-Control-Request-Headers", "x-api-key,content-type"];

describe.each(gateways)("%s", (gateway) => {
  const front = useGateway(gateway, () => server.gateUrl);

  test("a browser's preflight reaches the upstream without a key", async () => {
    const path = "/v1/orders/7?expand=lines";
    const answer = await front.ask({ method: "OPTIONS", path, headers: [ORIGIN, ASKS, NAMES] });
    expect(answer).toMatchObject({ status: 200, body: "of the upstream" });
    expect(front.reached()).toMatchObject({ method: "OPTIONS", url: path });
    expect(readHeaders(front.reached())).toMatchObject({
      origin: ORIGIN[1],
      "access-control-request-method": ASKS[1],
      "access-control-request-headers": NAMES[1],
    });
  });

  test("a preflight carries neither forged identity headers nor a credential to the upstream", async () => {
    const { secret } = await newKey(server, await newDeveloper(server), { scopes: ["data:read"] });
    for (const credential of [
      ["X-API-Key", secret],
      ["Authorization", `Bearer ${secret}`],
    ] satisfies [string, string][]) {
      front.upstream.seen.length = 0;
      const forged: [string, string] = ["X-Gate-Key-Id", "key_forged"];
      const headers = [ORIGIN, ASKS, forged, ["x_gate_plan", "forged"] as [string, string], credential];
      expect((await front.ask({ method: "OPTIONS", headers })).status).toBe(200);
      expect(JSON.stringify(front.reached().headers)).not.toMatch(/forged/);
      expect(JSON.stringify(front.reached().headers)).not.toContain(secret);
    }
  });

  test.each([
    ["OPTIONS without Access-Control-Request-Method", "OPTIONS", [ORIGIN]],
    ["OPTIONS without Origin", "OPTIONS", [ASKS]],
    ["OPTIONS alone", "OPTIONS", []],
    ["a request with a preflight's headers", "GET", [ORIGIN, ASKS]],
    ["a change with a preflight's headers", "POST", [ORIGIN, ASKS]],
  ] satisfies [string, string, [string, string][]][])("%s needs a key", async (_, method, headers) => {
    expectProblem(await front.ask({ method, headers }), 401, "unauthorized");
    expect(front.upstream.seen).toEqual([]);
  });
});
