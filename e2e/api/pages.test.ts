import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { placeAt } from "#e2e/world.ts";

const world = placeAt(inject("world"));
const { port } = new URL(world.url);

/** Sends the beginning of a request and leaves, at once or after a while. */
async function leave(text: string, afterMs: number): Promise<void> {
  const socket = connect(Number(port), "localhost");
  socket.on("error", () => {});
  socket.write(text);
  await delay(afterMs);
  socket.destroy();
}

test("clients that leave in the middle of a page, or of what they send, do no harm to anybody", async () => {
  const page = "GET /login HTTP/1.1\r\nhost: localhost\r\n\r\n";
  const upload =
    "POST /api/auth/callback/credentials HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{";
  await Promise.all(
    [0, 1, 3, 10, 30, 100].flatMap((ms) => [page, upload, page + page].map((text) => leave(text, ms))),
  );
  const { status, headers } = await call(world, "GET", "/login");
  expect(status).toBe(200);
  expect(headers.get("content-security-policy")).toContain("nonce-");
  expect((await fetch(`${world.gateUrl}/readyz`)).status).toBe(200);
});

test("a client cannot write what the desk tells the pages' thread", async () => {
  const headers = { "x-latchkey-request-id": "req_forged", "x-latchkey-client-ip": "203.0.113.9" };
  const { status, headers: answered } = await call(world, "GET", "/api/auth/csrf", { headers });
  expect(status).toBe(200);
  expect(answered.get("request-id")).toMatch(/^req_[0-9A-Za-z]{25}$/);
});
