import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { useGateway } from "#e2e/gateways/gateway-under-test.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { gateways } from "#scripts/programs.ts";

const GIVES_UP_WITHIN_MS = 10_000;

function expectClosed({ status, headers, body }: Answer): void {
  expect({ status, body }).toMatchObject({ status: 503, body: { status: 503, code: "unavailable" } });
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("retry-after")).toBe("1");
  expect(headers.get("cache-control")).toBe("no-store");
}

describe("in front of a Latchkey that is killed", () => {
  let server: OwnServer;
  let key: string;

  beforeAll(async () => {
    server = await startTestServer({ dialect: "sqlite", env: { TRUSTED_PROXIES: "127.0.0.1,::1" } });
    key = (await newKey(server, await newDeveloper(server), { scopes: ["data:read"] })).secret;
  });
  afterAll(() => server?.end());
  const fronts = gateways.map((gateway) => useGateway(gateway, () => server.gateUrl));

  test("every gateway answers 503 while Latchkey is down, and recovers by itself", async () => {
    const everyOnePasses = async () => {
      for (const { ask } of fronts) expect((await ask({ key })).status).toBe(200);
    };
    await everyOnePasses();
    await server.kill();
    for (const front of fronts) {
      for (const method of ["GET", "POST", "DELETE"]) {
        expectClosed(await front.ask({ method, key, body: method === "POST" ? "{}" : undefined }));
        expectClosed(await front.ask({ method }));
      }
      expect(front.upstream.seen).toHaveLength(1);
    }
    await server.restart();
    await everyOnePasses();
  });
});

describe.each(gateways)("%s in front of something else than a gate", (gateway) => {
  let status: number | null;
  const other = createServer((_request, response) => {
    if (status !== null) response.writeHead(status, { location: "/elsewhere" }).end("not the gate");
  });

  beforeAll(() => once(other.listen(0, "127.0.0.1"), "listening"));
  afterAll(() => {
    other.close();
    other.closeAllConnections();
  });
  const front = useGateway(gateway, () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`);

  test("gives up on a gate that never answers", async () => {
    status = null;
    const began = performance.now();
    expectClosed(await front.ask({ key: "any" }));
    expect(performance.now() - began).toBeLessThan(GIVES_UP_WITHIN_MS);
    expect(front.upstream.seen).toEqual([]);
  });

  test.each([302, 404, 500, 502])("lets no request pass when the gate answers %i", async (answered) => {
    status = answered;
    expect((await front.ask({ key: "any" })).status).toBeGreaterThanOrEqual(300);
    expect(front.upstream.seen).toEqual([]);
  });
});
