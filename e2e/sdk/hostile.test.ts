import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import express from "express";
import { fastify } from "fastify";
import { afterEach, expect, test, vi } from "vitest";
import { latchkey as forExpress } from "#sdk/typescript/src/express.ts";
import { latchkey as forFastify } from "#sdk/typescript/src/fastify.ts";
import { Gate } from "#sdk/typescript/src/gate.ts";
import { APIDecodeError, Latchkey } from "#sdk/typescript/src/index.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const addressOf = (server: Pick<Server, "address">) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  return addressOf(server);
}

const PASSED = {
  "request-id": "req_1",
  "x-gate-key-id": "key_1",
  "x-gate-user-id": "none",
  "x-gate-scopes": "data:read",
};

const allowing = () => listen((_, response) => response.writeHead(200, PASSED).end());

const ask = { headers: { "x-api-key": "lk_test_theirs" }, method: "GET", url: "/orders" };

/** A server that says this at once, and then what `more` says. */
async function saying(
  first: string,
  more?: (socket: Socket) => void,
): Promise<{ url: string; open: Set<Socket> }> {
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => {});
    socket.once("data", () => {
      socket.write(first);
      more?.(socket);
    });
  }).listen(0, "127.0.0.1");
  ends.push(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  await once(server, "listening");
  return { url: addressOf(server), open };
}

const endlessly = (text: string) => (socket: Socket) => {
  const write = () => {
    while (socket.writable && socket.write(text));
  };
  socket.on("drain", write);
  write();
};

const HEAD = `HTTP/1.1 200 OK\r\n${Object.entries(PASSED)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join("")}`;

test.for([
  [
    "an endless body",
    `${HEAD}transfer-encoding: chunked\r\n\r\n`,
    endlessly(`1000\r\n${"x".repeat(4096)}\r\n`),
  ],
  ["a body that never comes", `${HEAD}content-length: 5\r\n\r\n`, undefined],
  ["headers without end", "HTTP/1.1 200 OK\r\n", endlessly(`x-filler: ${"x".repeat(1000)}\r\n`)],
] as const)("the gate's connection doesn't stay busy with %s", async ([, first, more]) => {
  const { url, open } = await saying(first, more);
  const gate = new Gate({ url, timeout: 200 });
  await Promise.all(Array.from({ length: 8 }, () => gate.check(ask)));
  await vi.waitFor(() => expect(open.size).toBe(0), 3000);
});

test.for([
  ["another protocol", `${HEAD.replace("200 OK", "101 Switching")}upgrade: x\r\nconnection: upgrade\r\n\r\n`],
  [
    "status 103, and then nothing about a key",
    "HTTP/1.1 103 Hints\r\nx-gate-key-id: key_1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  ],
  [
    "a key in a trailer",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx-gate-key-id: key_1\r\n\r\n",
  ],
  ["a key in a folded line", "HTTP/1.1 200 OK\r\nx-a: b\r\n x-gate-key-id: key_1\r\n\r\n"],
  ["two keys", `${HEAD}x-gate-key-id: key_2\r\ncontent-length: 0\r\n\r\n`],
  ["another status", `${HEAD.replace("200", "206")}content-length: 0\r\n\r\n`],
] as const)("a gate that answers with %s is closed, in time", async ([, answer]) => {
  const { url } = await saying(answer);
  for (const more of [{}, { fetch }]) {
    const gate = new Gate({ url, timeout: 200, ...more });
    expect(await gate.check(ask)).toMatchObject({ allowed: false, status: 503 });
  }
});

test("a gate that sends its headers drop by drop is given up in time", async () => {
  const { url } = await saying("HTTP/1.1 200 OK\r\n", (socket) => {
    const timer = setInterval(() => socket.write("x"), 50);
    socket.on("close", () => clearInterval(timer));
  });
  const began = performance.now();
  expect(await new Gate({ url, timeout: 200 }).check(ask)).toMatchObject({ allowed: false, status: 503 });
  expect(performance.now() - began).toBeLessThan(1500);
});

test("a requirement that is wrong closes the gate, also one that fails open", async () => {
  const gate = new Gate({ url: await allowing(), failOpen: true, timeout: 5000 });
  const verdict = await gate.check(ask, { scopes: "data:read" as never });
  expect(verdict).toMatchObject({ allowed: false, failedOpen: false, status: 503 });
});

test("a path that no header can carry doesn't open the gate", async () => {
  let forwarded: unknown;
  const url = await listen(({ headers }, response) => {
    forwarded = headers["x-forwarded-uri"];
    response.writeHead(401).end(JSON.stringify({ code: "invalid_api_key" }));
  });
  const gate = new Gate({ url, failOpen: true, timeout: 5000 });
  expect(await gate.check({ ...ask, url: "/ключ\n\ud800?a=b" })).toMatchObject({
    allowed: false,
    status: 401,
  });
  expect(forwarded).toBe("/%D0%BA%D0%BB%D1%8E%D1%87%0A%EF%BF%BD?a=b");
});

test.for([
  [{ ip: "10.0.0.1, ключ" }, undefined, "GET"],
  [{ ip: "10.0.0.1\r\nX-API-Key: mine" }, undefined, "GET"],
  [{ ip: "::ffff:10.0.0.1" }, "::ffff:10.0.0.1", "GET"],
  [{ method: "GET\n" }, undefined, "OTHER"],
] as const)(
  "%o says nothing that a header can't carry, and doesn't open the gate",
  async ([more, ip, method]) => {
    let headers: Record<string, unknown> = {};
    const url = await listen((request, response) => {
      headers = request.headers;
      response.writeHead(401).end(JSON.stringify({ code: "invalid_api_key" }));
    });
    const gate = new Gate({ url, failOpen: true, timeout: 5000 });
    expect(await gate.check({ ...ask, ...more })).toMatchObject({ allowed: false, status: 401 });
    expect(headers["x-forwarded-for"]).toBe(ip);
    expect(headers["x-forwarded-method"]).toBe(method);
  },
);

test("Express: a response that was sent before the verdict came doesn't end the process", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  ends.push(() => process.off("unhandledRejection", unhandled));
  const gate = new Gate({
    url: await listen((_, response) => void setTimeout(() => response.writeHead(200, PASSED).end(), 100)),
    timeout: 5000,
  });
  const reached = vi.fn();
  const errors: unknown[] = [];
  const app = express();
  app.use((_, response, next) => {
    setTimeout(() => response.status(504).end("too late"), 10);
    next();
  });
  app.use(forExpress(gate));
  app.use(reached);
  app.use(((error, _, __, ___) => void errors.push(error)) as express.ErrorRequestHandler);
  const url = await listen(app);
  expect((await fetch(url)).status).toBe(504);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(unhandled).not.toHaveBeenCalled();
  expect(reached).not.toHaveBeenCalled();
});

test("Fastify: a route that only has a cost of its own keeps the plugin's scopes", async () => {
  const asked: string[] = [];
  const gate = new Gate({
    url: await listen(({ url = "" }, response) => {
      asked.push(url);
      response.writeHead(200, PASSED).end();
    }),
    timeout: 5000,
  });
  const app = fastify();
  app.register(forFastify, { gate, scopes: ["data:write"], cost: 3 });
  app.register(async (routes) => {
    routes.get("/cost", { config: { latchkey: { cost: 5 } } }, () => "ok");
    routes.get("/scopes", { config: { latchkey: { scopes: ["data:read"] } } }, () => "ok");
    routes.get("/nothing", { config: { latchkey: { scopes: [] } } }, () => "ok");
  });
  for (const path of ["/cost", "/scopes", "/nothing"]) await app.inject(path);
  expect(asked).toEqual([
    "/gate?scope=data%3Awrite&cost=5",
    "/gate?scope=data%3Aread&cost=3",
    "/gate?cost=3",
  ]);
});

test("an endless answer of the API isn't kept in memory", async () => {
  const { url, open } = await saying(
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    endlessly(`10000\r\n${" ".repeat(65536)}\r\n`),
  );
  const client = new Latchkey({ apiKey: "lk_test_1", baseUrl: url });
  await expect(client.me.retrieve()).rejects.toBeInstanceOf(APIDecodeError);
  await vi.waitFor(() => expect(open.size).toBe(0), 3000);
});

test("a redirect in a browser, whose status can't be seen, isn't tried again", async () => {
  const fetch = vi.fn(async () => Response.error());
  const client = new Latchkey({ accessToken: "token", baseUrl: "http://127.0.0.1:1", fetch });
  await expect(client.me.retrieve()).rejects.toBeInstanceOf(APIDecodeError);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("a client that ends its half of the connection gets its answer", async () => {
  const gate = new Gate({ url: await allowing(), failOpen: true, timeout: 5000 });
  const app = express();
  app.use(forExpress(gate));
  app.use((request, response) => void response.end(`by ${request.latchkey!.keyId}`));
  const socket = connect(Number(new URL(await listen(app)).port), "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-API-Key: k\r\nConnection: close\r\n\r\n");
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  expect(answer).toContain("by key_1");
});

test("a wait of months isn't as short as none", async () => {
  let asked = 0;
  const baseUrl = await listen((_, response) => {
    asked += 1;
    response.writeHead(503, { "retry-after": "9999999" }).end();
  });
  const client = new Latchkey({ apiKey: "lk_test_1", baseUrl, maxRetryAfter: Number.POSITIVE_INFINITY });
  const signal = AbortSignal.timeout(300);
  await expect(client.me.retrieve({ signal })).rejects.toMatchObject({ name: "TimeoutError" });
  expect(asked).toBe(1);
});

test("many questions to a silent gate end in time, and leave no connection", async () => {
  const { url, open } = await saying("");
  const gate = new Gate({ url, timeout: 200 });
  const began = performance.now();
  const verdicts = await Promise.all(Array.from({ length: 1000 }, () => gate.check(ask)));
  expect(verdicts.every(({ status }) => status === 503)).toBe(true);
  expect(performance.now() - began).toBeLessThan(5000);
  await vi.waitFor(() => expect(open.size).toBe(0), 3000);
});

test("many questions to a silent API have a bounded number of connections", async () => {
  const { url, open } = await saying("");
  const latchkey = new Latchkey({ apiKey: "lk_test_1", baseUrl: url });
  const gate = new Gate({ latchkey, timeout: 2000 });
  const verdicts = Promise.all(Array.from({ length: 600 }, () => gate.check(ask)));
  // Before the first one gives up.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(open.size).toBeGreaterThan(0);
  expect(open.size).toBeLessThanOrEqual(256);
  expect((await verdicts).every(({ status }) => status === 503)).toBe(true);
});

test("a path that leads out of the API isn't asked for", async () => {
  const fetch = vi.fn();
  const client = new Latchkey({ apiKey: "lk_test_1", baseUrl: "http://127.0.0.1:1/keys", fetch });
  for (const path of [
    "/../../outside",
    "/%2e%2e/v2",
    "/keys/../../x",
    "\\..\\..\\x",
    "keys",
    "@127.0.0.2/x",
    "/.\n./x",
  ])
    await expect(client.request({ method: "GET", path }), path).rejects.toBeInstanceOf(TypeError);
  for (const id of ["", ".", ".."]) await expect(client.keys.usage(id), id).rejects.toBeInstanceOf(TypeError);
  expect(fetch).not.toHaveBeenCalled();
});
