import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { type MortalServer, startMortalServer } from "#e2e/api/mortal-server.ts";

let mortal: MortalServer;

beforeAll(async () => {
  mortal = await startMortalServer();
});

afterAll(() => mortal?.end());

test("when Next's thread dies, requests go on and pages come back by themselves", async () => {
  const page = async () => (await call(mortal.server, "GET", "/login")).status;
  expect(await page()).toBe(200);
  const statuses = await mortal.endThread("next", async () => {
    await expect.poll(page, { timeout: 45_000, interval: 200 }).toBe(200);
  });
  expect(statuses).toEqual([200]);
});

test("the Next worker itself serves no route of the API", async () => {
  const socketPath = join(inject("server").dataDir, "next.sock");
  const sent = request({ socketPath, path: "/api/v1/plans", headers: { connection: "close" } }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const body = (await answer.toArray()).join("");
  expect([answer.statusCode, body]).toEqual([404, ""]);
});
