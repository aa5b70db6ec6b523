import { once } from "node:events";
import { connect } from "node:net";
import { beforeAll, expect, inject, test } from "vitest";
import { call, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { abandon, type Bytes, rawHttp } from "#e2e/api/raw-http.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const { host } = new URL(server.url);
let key: NewKey;

beforeAll(async () => {
  key = await newKey(server, await newDeveloper(server), { scopes: ["keys:read", "keys:write"] });
});

interface Sent {
  line?: string;
  headers?: string[];
  body?: Bytes;
}

/** A request as bytes, with Host, a key and Connection: close; `headers` can repeat, replace or (`name!`) remove them. */
function request({ line = "GET /api/v1/me HTTP/1.1", headers = [], body = "" }: Sent = {}): Bytes[] {
  const standing = [`host: ${host}`, `x-api-key: ${key.secret}`, "connection: close"];
  const names = new Set(headers.map((header) => header.split(/[:!]/, 1)[0]!.toLowerCase()));
  const lines = [
    ...standing.filter((header) => !names.has(header.split(":", 1)[0]!)),
    ...headers.filter(Boolean),
  ];
  const sent = lines.filter((header) => !header.endsWith("!"));
  return [`${[line, ...sent].join("\r\n")}\r\n\r\n`, body];
}

const POST = "POST /api/v1/keys HTTP/1.1";
const JSON_TYPE = "content-type: application/json";
const CHUNKED = "transfer-encoding: chunked";
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

test("a hand-written request is answered", async () => {
  expect((await rawHttp(server, ...request())).status).toBe(200);
});

type Row = [name: string, status: number, code: string, sent: () => Bytes[]];
const line = (text: string) => () => request({ line: text });
const headers =
  (...list: string[]) =>
  () =>
    request({ headers: list });

const rows: Row[] = [
  ["a percent sign alone", 400, "malformed_path", line("GET /api/v1/keys/% HTTP/1.1")],
  ["bytes that are no UTF-8", 400, "malformed_path", line("GET /api/v1/keys/%ff HTTP/1.1")],
  ["NUL in the path", 400, "malformed_path", line("GET /api/v1/keys/%00 HTTP/1.1")],
  ["a path that is a host", 400, "malformed_path", line("GET //evil.example/api/v1/me HTTP/1.1")],
  ["a path that some read as a host", 400, "malformed_path", line("GET /\\evil.example HTTP/1.1")],
  ["an absolute target", 400, "malformed_path", line("GET http://evil.example/api/v1/me HTTP/1.1")],
  ["an asterisk", 400, "malformed_path", line("OPTIONS * HTTP/1.1")],
  ["TRACE", 405, "method_not_allowed", line("TRACE /api/v1/me HTTP/1.1")],
  ["a method of WebDAV", 405, "method_not_allowed", line("PROPFIND /api/v1/me HTTP/1.1")],
  ["dots in the path", 404, "not_found", line("GET /api/v1/../v1/me HTTP/1.1")],
  ["dots out of the API", 404, "not_found", line("GET /api/../../etc/passwd HTTP/1.1")],
  ["dots into the API", 400, "malformed_path", line("GET /x/../api/v1/me HTTP/1.1")],
  ["encoded dots into the API", 400, "malformed_path", line("GET /_next/%2e%2E/api/v1/me HTTP/1.1")],
  ["a dot before the API", 400, "malformed_path", line("GET /%2e/api/v1/me HTTP/1.1")],
  [
    "dots from the browser's login into the API",
    400,
    "malformed_path",
    line("GET /api/auth/../v1/me HTTP/1.1"),
  ],
  [
    "a slash that is encoded, on the way to a page",
    400,
    "malformed_path",
    line("GET /x%2f..%2Fapi/v1/me HTTP/1.1"),
  ],
  ["a method that nobody knows", 400, "malformed_request", line("FROBNICATE /api/v1/me HTTP/1.1")],
  ["a version that nobody knows", 400, "malformed_request", line("GET /api/v1/me HTTP/9.9")],
  ["garbage", 400, "malformed_request", () => ["\u0016\u0003\u0001garbage\r\n\r\n"]],
  ["a greeting of TLS", 400, "malformed_request", () => [new Uint8Array([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])]],
  ["no host", 400, "malformed_request", headers("host!")],
  ["two hosts", 400, "duplicate_header", headers(`host: ${host}`, "host: evil.example")],
  [
    "two Authorization headers",
    400,
    "duplicate_header",
    headers("x-api-key!", "authorization: Bearer a", "authorization: Bearer b"),
  ],
  ["two keys", 400, "duplicate_header", headers("x-api-key: a", "x-api-key: b")],
  ["two content types", 400, "duplicate_header", headers(JSON_TYPE, "content-type: text/plain")],
  ["a header of 20 kB", 431, "headers_too_large", headers(`x-long: ${"a".repeat(20_000)}`)],
  [
    "fifteen hundred headers",
    431,
    "headers_too_large",
    headers(...Array.from({ length: 1500 }, (_, i) => `x-${i}: 0123456789`)),
  ],
  ["a header without a name", 400, "malformed_request", headers(": nothing")],
  ["a header with a line break inside", 400, "malformed_request", headers("x-a: b\nc")],
  ["a length that is no number", 400, "malformed_request", headers("content-length: ten")],
  ["a length below zero", 400, "malformed_request", headers("content-length: -1")],
  ["two lengths", 400, "malformed_request", headers("content-length: 1", "content-length: 2")],
  ["a length and chunks", 400, "malformed_request", headers("content-length: 2", CHUNKED)],
  [
    "a chunk without its size",
    400,
    "malformed_request",
    () => request({ line: POST, headers: [JSON_TYPE, CHUNKED], body: "zz\r\n{}\r\n" }),
  ],
  [
    "11 MB in chunks",
    413,
    "body_too_large",
    () =>
      request({
        line: POST,
        headers: [JSON_TYPE, CHUNKED],
        body: `${chunk("x".repeat(1 << 20)).repeat(11)}0\r\n\r\n`,
      }),
  ],
  [
    "11 MB that are announced and do not come",
    413,
    "body_too_large",
    () => request({ line: POST, headers: [JSON_TYPE, "content-length: 11534336"] }),
  ],
];

test.each(rows)("%s: %i %s", async (_, status, code, sent) => {
  const answer = await rawHttp(server, ...sent());
  expectProblem(answer, status, code);
  expect((await call(server, "GET", "/api/v1/plans")).status).toBe(200);
});

const giant = () =>
  request({
    line: POST,
    headers: [JSON_TYPE, CHUNKED],
    body: `${chunk("x".repeat(1 << 20)).repeat(11)}0\r\n\r\n`,
  });

test("each of 20 clients that send 11 MB at the same time gets its answer", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => rawHttp(server, ...giant())));
  for (const answer of answers) expectProblem(answer, 413, "body_too_large");
});

test("a client that only reads once it has sent 11 MB gets its answer", async () => {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1").pause();
  socket.on("error", () => {});
  for (const bytes of giant()) await new Promise((sent) => socket.write(bytes, sent));
  let answer = "";
  socket.on("data", (data: Buffer) => {
    answer += data.toString("latin1");
  });
  socket.resume();
  await once(socket, "close");
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

test("a client that expects 100 Continue gets it, and a body in many chunks arrives whole", async () => {
  const continued = request({
    line: POST,
    headers: [JSON_TYPE, "expect: 100-continue", "content-length: 9"],
    body: '{"nam":1}',
  });
  expectProblem(await rawHttp(server, ...continued), 422, "unknown_field");
  const body = `${[...'{"name":"by the byte","environment":"live"}'].map(chunk).join("")}0\r\n\r\n`;
  const made = await rawHttp(server, ...request({ line: POST, headers: [JSON_TYPE, CHUNKED], body }));
  expect(made.status).toBe(201);
  expect(made.body.data.name).toBe("by the byte");
});

test("a request whose body breaks off changes nothing", async () => {
  const list = () => call(server, "GET", "/api/v1/keys?limit=100", { key: key.secret });
  const before = (await list()).body.data.length;
  const broken = request({ line: POST, headers: [JSON_TYPE, "content-length: 500"], body: '{"name":"half' });
  await abandon(server, ...broken);
  expect((await list()).body.data).toHaveLength(before);
});

test("an unknown Expect header is ignored", async () => {
  expect((await rawHttp(server, ...request({ headers: ["expect: the-impossible"] }))).status).toBe(200);
});

test("a request to upgrade the protocol is answered without upgrading", async () => {
  const upgrade = [
    "connection: upgrade, close",
    "upgrade: websocket",
    "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
  ];
  const { status } = await rawHttp(server, ...request({ headers: upgrade }));
  expect(status).toBe(200);
});

test("a body on the way to a page stays a body: it is never read as another request", async () => {
  const smuggled = "GET /api/auth/session HTTP/1.1\r\nhost: localhost\r\nx-rest: ";
  const body = `${chunk(smuggled)}0\r\n\r\n`;
  for (const method of ["GET", "DELETE", "OPTIONS", "POST"]) {
    const attack = request({ line: `${method} /login HTTP/1.1`, headers: [CHUNKED], body });
    await Promise.all(Array.from({ length: 8 }, () => rawHttp(server, ...attack)));
    const answers = await Promise.all(Array.from({ length: 16 }, () => call(server, "GET", "/login")));
    for (const { status, headers: received } of answers)
      expect([method, status, received.get("content-type")]).toEqual([
        method,
        200,
        "text/html; charset=utf-8",
      ]);
  }
});

test("a body that is too large for a page or the browser's login is refused while it arrives", async () => {
  const large = chunk("x".repeat(70_000));
  for (const path of ["/login", "/api/auth/callback/credentials"]) {
    const headers = [CHUNKED, "content-type: application/x-www-form-urlencoded"];
    const answer = await rawHttp(server, ...request({ line: `POST ${path} HTTP/1.1`, headers, body: large }));
    expectProblem(answer, 413, "body_too_large");
  }
});
