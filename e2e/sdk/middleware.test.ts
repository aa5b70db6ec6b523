import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { latchkey as forExpress } from "#sdk/typescript/src/express.ts";
import { latchkey as forFastify } from "#sdk/typescript/src/fastify.ts";
import { Gate } from "#sdk/typescript/src/gate.ts";
import { latchkey as forHono } from "#sdk/typescript/src/hono.ts";
import { latchkey as forNext } from "#sdk/typescript/src/next.ts";

const OWN = { "x-ratelimit-limit": "7" };
const LIMITS = { "request-id": "req_1", "x-ratelimit-limit": "60", "x-ratelimit-remaining": "59" };
const ALLOWED = { ...LIMITS, "x-gate-key-id": "key_1", "x-gate-user-id": "none" };
const REFUSED = { ...LIMITS, "retry-after": "34" };

const ends: (() => unknown)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

/** A gate that refuses the key "limited". */
async function gateUrl(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.headers["x-api-key"] !== "limited") return response.writeHead(200, ALLOWED).end();
    return response.writeHead(429, REFUSED).end(JSON.stringify({ status: 429, code: "rate_limited" }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  ends.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type App = (key: string) => Promise<Response>;

const asking =
  (url: string): App =>
  (key) =>
    fetch(url, { headers: { "x-api-key": key } });

const FRAMEWORKS: Record<string, (gate: Gate) => Promise<App>> = {
  Express: async (gate) => {
    const app = express().use(forExpress(gate));
    app.get("/", (_request, response) => void response.set(OWN).end());
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    ends.push(() => server.close().closeAllConnections());
    return asking(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  },
  Fastify: async (gate) => {
    const app = fastify();
    await app.register(forFastify, { gate });
    app.get("/", (_request, reply) => reply.headers(OWN).send());
    ends.push(() => app.close());
    return asking(await app.listen({ host: "127.0.0.1", port: 0 }));
  },
  Hono: async (gate) => {
    const app = new Hono().use(forHono(gate)).get("/", (c) => c.body(null, 200, OWN));
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
    await once(server, "listening");
    ends.push(() => server.close());
    return asking(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  },
  Next: async (gate) => {
    const GET = forNext(gate, {}, () => new Response(null, { headers: OWN }));
    return (key) => GET(new Request("http://127.0.0.1/", { headers: { "x-api-key": key } }), {});
  },
};

describe.for(Object.entries(FRAMEWORKS))("%s", ([, start]) => {
  let app: App;
  beforeAll(async () => {
    app = await start(new Gate({ url: await gateUrl(), timeout: 5000 }));
  });

  test("a request that passes gets its limits, and what its handler says itself stays", async () => {
    const { status, headers } = await app("good");
    expect(status).toBe(200);
    expect(headers.get("x-ratelimit-remaining")).toBe("59");
    expect(headers.get("x-ratelimit-limit")).toBe("7");
  });

  test("a refusal is a problem with its headers, which nothing stores", async () => {
    const answer = await app("limited");
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ code: "rate_limited" });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...REFUSED,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    });
  });
});
