import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const { port } = new URL(server.url);

/** Sends the beginning of a request and hangs up, immediately or after a while. */
async function leave(text: string, afterMs: number): Promise<void> {
  const socket = connect(Number(port), "localhost");
  socket.on("error", () => {});
  socket.write(text);
  await delay(afterMs);
  socket.destroy();
}

test("clients that hang up in the middle of a page or an upload do not affect others", async () => {
  const page = "GET /login HTTP/1.1\r\nhost: localhost\r\n\r\n";
  const upload =
    "POST /api/auth/callback/credentials HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{";
  await Promise.all(
    [0, 1, 3, 10, 30, 100].flatMap((ms) => [page, upload, page + page].map((text) => leave(text, ms))),
  );
  const { status, headers } = await call(server, "GET", "/login");
  expect(status).toBe(200);
  expect(headers.get("content-security-policy")).toContain("nonce-");
  expect((await fetch(`${server.gateUrl}/readyz`)).status).toBe(200);
});

test("a client cannot forge the internal headers sent to Next", async () => {
  const headers = { "x-latchkey-request-id": "req_forged", "x-latchkey-client-ip": "203.0.113.9" };
  const { status, headers: answered } = await call(server, "GET", "/api/auth/csrf", { headers });
  expect(status).toBe(200);
  expect(answered.get("request-id")).toMatch(/^req_[0-9A-Za-z]{25}$/);
});

test("the usage page always shows the current limit", async () => {
  const ada = await newDeveloper(server);
  const { secret: key } = await newKey(server, ada);
  const cookie = await sessionCookie(server, ada);
  const shown = async () => {
    const { body } = await call(server, "GET", "/settings/usage", { cookie });
    return Number(/"rpm\W+60\W+used\W+(\d+)/.exec(body)?.[1]);
  };
  for (const used of [2, 4, 6]) {
    for (let i = 0; i < 2; i += 1) await call(server, "GET", "/api/v1/me", { key });
    expect(await shown()).toBe(used);
  }
});

// Text that PostgreSQL can't store gets into pages through links, and the API's own parsing never sees it.
test("NUL in the URL of a page of the dashboard isn't an error of the server", async () => {
  const cookie = await sessionCookie(server, await newDeveloper(server));
  const parameters = [
    "q",
    "key",
    "code",
    "path",
    "ip",
    "action",
    "actor_id",
    "target_id",
    "from",
    "environment",
  ];
  const pages = ["api-keys", "requests", "usage", "account", "workspace/audit-log", "workspace/members"];
  const statuses = await Promise.all(
    pages.flatMap((page) =>
      parameters.map(async (name) => {
        const path = `/settings/${page}?${name}=a%00b`;
        return `${(await call(server, "GET", path, { cookie })).status} ${path}`;
      }),
    ),
  );
  expect(statuses.filter((status) => !status.startsWith("200"))).toEqual([]);
});
