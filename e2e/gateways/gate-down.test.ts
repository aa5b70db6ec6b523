import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { putInFront } from "#e2e/gateways/front.ts";
import { startWorld, type World } from "#e2e/world.ts";
import { gateways } from "#scripts/gateways.ts";

const GIVES_UP_WITHIN_MS = 10_000;

function expectClosed({ status, headers, body }: Answer): void {
  expect({ status, body }).toMatchObject({ status: 503, body: { status: 503, code: "unavailable" } });
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("retry-after")).toBe("1");
  expect(headers.get("cache-control")).toBe("no-store");
}

describe.each(gateways)("%s", (gateway) => {
  describe("before a Latchkey that is killed", () => {
    let world: World;
    let key: NewKey;

    beforeAll(async () => {
      world = await startWorld({ dialect: "sqlite", env: { TRUSTED_PROXIES: "127.0.0.1,::1" } });
      key = await newKey(world, await newDeveloper(world), { scopes: ["data:read"] });
    });
    afterAll(() => world?.end());
    const front = putInFront(gateway, () => world.gateUrl);

    test("lets nobody pass while it is away, says so, and lets keys pass again by itself", async () => {
      expect((await front.ask({ key: key.secret })).status).toBe(200);
      await world.kill();
      for (const method of ["GET", "POST", "DELETE"]) {
        expectClosed(
          await front.ask({ method, key: key.secret, body: method === "POST" ? "{}" : undefined }),
        );
        expectClosed(await front.ask({ method }));
      }
      expect(front.upstream.seen).toHaveLength(1);
      await world.restart();
      expect((await front.ask({ key: key.secret })).status).toBe(200);
      expect(front.upstream.seen).toHaveLength(2);
    });
  });

  describe("before something that is no gate", () => {
    let status: number | null;
    const other = createServer((_request, response) => {
      if (status !== null) response.writeHead(status, { location: "/elsewhere" }).end("not the gate");
    });
    const port = () => (other.address() as AddressInfo).port;

    beforeAll(() => once(other.listen(0, "127.0.0.1"), "listening"));
    afterAll(() => {
      other.close();
      other.closeAllConnections();
    });
    const front = putInFront(gateway, () => `http://127.0.0.1:${port()}`);

    test("gives up on one that accepts and never answers", async () => {
      status = null;
      const began = performance.now();
      expectClosed(await front.ask({ key: "any" }));
      expect(performance.now() - began).toBeLessThan(GIVES_UP_WITHIN_MS);
      expect(front.upstream.seen).toEqual([]);
    });

    test.each([302, 404, 500, 502])("lets nobody pass when it answers %i", async (answered) => {
      status = answered;
      expect((await front.ask({ key: "any" })).status).toBeGreaterThanOrEqual(300);
      expect(front.upstream.seen).toEqual([]);
    });
  });
});
