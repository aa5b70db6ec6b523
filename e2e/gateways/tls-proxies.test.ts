// The proxies in front of Latchkey itself, as the page about TLS shows them.
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { type RunningGateway, startGateway } from "#e2e/gateways/gateway.ts";
import { connectTo } from "#e2e/test-server.ts";
import { root, run } from "#scripts/processes.ts";
import { type Gateway, gateways } from "#scripts/programs.ts";

const server = connectTo(inject("server"));
const page = readFileSync(join(root, "content/docs/self-hosting/tls.mdx"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "latchkey-tls-"));
const [certificate, key, both] = ["cert.pem", "key.pem", "both.pem"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
let developer: Developer;

beforeAll(async () => {
  developer = await newDeveloper(server);
  const wanted = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost";
  const made = await run("openssl", [...wanted.split(" "), "-keyout", key, "-out", certificate]);
  if (made.code !== 0) throw new Error(made.output);
  writeFileSync(both, readFileSync(certificate, "utf8") + readFileSync(key, "utf8"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LANGUAGES: Record<Gateway, string> = { nginx: "nginx", caddy: "caddyfile", haproxy: "haproxy" };
/** What a test has to replace: the public address, and what only its owner can have. */
const INSTEAD: Record<Gateway, (port: string) => Record<string, string>> = {
  caddy: (port) => ({
    "keys.example.com {": `{\n\tskip_install_trust\n\tauto_https disable_redirects\n}\nlocalhost:${port} {\n\ttls internal`,
  }),
  nginx: (port) => ({
    "listen 443 ssl;": `listen 127.0.0.1:${port} ssl;`,
    "/etc/letsencrypt/live/keys.example.com/fullchain.pem": certificate,
    "/etc/letsencrypt/live/keys.example.com/privkey.pem": key,
  }),
  haproxy: (port) => ({
    "bind :443 ssl crt /etc/haproxy/keys.example.com.pem": `bind 127.0.0.1:${port} ssl crt ${both}`,
  }),
};

/** The page's configuration for this address. HAProxy wants times, which every installation has in its defaults. */
function configurationOf(gateway: Gateway, port: string): string {
  const fence = new RegExp(`^\`\`\`${LANGUAGES[gateway]}\\n([\\s\\S]*?)^\`\`\`$`, "m");
  let text = fence.exec(page)![1]!;
  for (const [from, to] of Object.entries({
    ...INSTEAD[gateway](port),
    "127.0.0.1:3000": new URL(server.url).host,
  })) {
    if (!text.includes(from)) throw new Error(`There is no "${from}" in the page's ${gateway}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** Asks by TLS, from another address of this machine. */
async function ask(url: string, path: string, from: string, secret = "") {
  const port = new URL(url).port;
  const asked = request({
    host: "127.0.0.1",
    servername: "localhost",
    port,
    path,
    localAddress: from,
    rejectUnauthorized: false,
    agent: false,
    headers: {
      host: `localhost:${port}`,
      // An address that a client has invented.
      "x-forwarded-for": "192.0.2.66",
      ...(secret && { "x-api-key": secret }),
    },
  }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  await answer.toArray();
  return answer;
}

/** Caddy makes its certificate after it has opened its port. Until then, it ends connections with an alert. */
async function certified(url: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; await delay(50)) {
    const failure = await ask(url, "/login", "127.0.0.9").catch((error: NodeJS.ErrnoException) => error);
    if (!(failure instanceof Error)) return;
    if (failure.code !== "EPROTO" || Date.now() > deadline) throw failure;
  }
}

describe.each(gateways)("%s", (gateway) => {
  let proxy: RunningGateway;
  beforeAll(async () => {
    const addresses = { gate: new URL(server.gateUrl).host, upstream: "127.0.0.1:1" };
    proxy = await startGateway(gateway, addresses, (_, port) => configurationOf(gateway, String(port)));
    await certified(proxy.url);
  });
  afterAll(() => proxy?.stop());

  test("pages and API answer by TLS, and Latchkey sees the client's own address", async () => {
    expect((await ask(proxy.url, "/login", "127.0.0.9")).statusCode).toBe(200);
    const { secret } = await newKey(server, developer);
    const { statusCode, headers } = await ask(proxy.url, "/api/v1/me", "127.0.0.9", secret);
    expect(statusCode).toBe(200);
    const path = `/api/v1/requests/${headers["request-id"]}`;
    const logged = await call(server, "GET", path, { token: developer.accessToken });
    expect(logged.body.data).toMatchObject({ ip: "127.0.0.9", path: "/api/v1/me" });
  });
});
