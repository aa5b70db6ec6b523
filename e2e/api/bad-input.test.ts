import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Call, call } from "#e2e/api/client.ts";
import {
  type Attacker,
  expectRefused,
  expectUntouched,
  json,
  KEYS,
  newAttacker,
  type Row,
} from "#e2e/api/hostile-requests.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

// The same table runs on both databases, so they have to give the same answers.
const server = connectTo(inject("server"));
let attacker: Attacker;

beforeAll(async () => {
  attacker = await newAttacker(server);
});

afterAll(() => expectUntouched(server, attacker));

const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const get = (name: string, code: string, search: string, path = KEYS): Row => [
  name,
  400,
  code,
  {},
  `${path}?${search}`,
  "GET",
];

const queries: Row[] = [
  ...["0", "101", "-1", "1.5", "abc", "", "1e99", "NaN"].map((n) =>
    get(`limit=${n}`, "invalid_parameter", `limit=${n}`),
  ),
  get("a limit that is sent twice", "invalid_parameter", "limit=1&limit=2"),
  get("an unknown parameter", "invalid_parameter", "colour=red"),
  get("a parameter of the prototype", "invalid_parameter", "__proto__=1"),
  get("an unknown parameter where none is known", "invalid_parameter", "x=1", "/api/v1/me"),
  get("an unknown status", "invalid_parameter", "status=lost"),
  get("NUL in a search", "invalid_parameter", "q=a%00b"),
  get("bytes that are no UTF-8 in a search", "invalid_encoding", "q=%ff"),
  get("a search of 101 characters", "invalid_parameter", `q=${"x".repeat(101)}`),
  get("a cursor that is garbage", "invalid_cursor", "cursor=garbage"),
  get("an empty cursor", "invalid_cursor", "cursor="),
  get("a cursor of the wrong shape", "invalid_cursor", `cursor=${cursor({ at: 1 })}`),
  get("a cursor with a moment before time", "invalid_cursor", `cursor=${cursor([-1, "key_a"])}`),
  get("a cursor with a moment that is no number", "invalid_cursor", `cursor=${cursor(["now", "key_a"])}`),
  get("a cursor with SQL", "invalid_cursor", `cursor=${cursor([1, "key_' or 1=1 --"])}`),
  get("a cursor after the year 9999", "invalid_cursor", `cursor=${cursor([8_640_000_000_000_000, "key_a"])}`),
  get("a cursor too long", "invalid_parameter", `cursor=${"a".repeat(1001)}`),
  get("a status of the log that is no number", "invalid_parameter", "status=two", "/api/v1/requests"),
  get("a key id of no key's form", "invalid_parameter", "key_id=1", "/api/v1/requests"),
  get(
    "a moment after the year 9999",
    "invalid_parameter",
    "to=9999-12-31T23:59:59-14:00",
    "/api/v1/usage/series",
  ),
  get(
    "a moment before the year 0",
    "invalid_parameter",
    "from=0000-01-01T00:00:00%2B14:00",
    "/api/v1/requests",
  ),
];

const elsewhere: Row[] = [
  ["somebody else's kind of id", 404, "not_found", {}, `${KEYS}/req_${"0".repeat(25)}`, "GET"],
  ["an id of 4 kB", 404, "not_found", {}, `${KEYS}/key_${"0".repeat(4000)}`, "GET"],
  ["an id from the prototype", 404, "not_found", {}, `${KEYS}/__proto__`, "GET"],
  ["an id with a slash in it", 404, "not_found", {}, `${KEYS}/a%2Fb`, "GET"],
  ["/api itself", 404, "not_found", {}, "/api", "GET"],
  ["/api/", 404, "not_found", {}, "/api/", "GET"],
  ["/api/v1", 404, "not_found", {}, "/api/v1", "GET"],
  ["a trailing slash", 404, "not_found", {}, `${KEYS}/`, "GET"],
  ["an unknown path", 404, "not_found", {}, "/api/v1/constructor", "GET"],
  ["another version", 404, "not_found", {}, "/api/v2/keys", "POST"],
  ["a slash that is encoded", 404, "not_found", {}, "/api/v1%2Fkeys", "GET"],
  ["a double slash", 404, "not_found", {}, "/api//v1/keys", "GET"],
  ["letters of the path that are encoded", 404, "not_found", {}, "/%61pi/v1/keys", "GET"],
  ["PUT", 405, "method_not_allowed", json({}), KEYS, "PUT"],
  ["DELETE of a list", 405, "method_not_allowed", {}, KEYS, "DELETE"],
  ["POST to what is only read", 405, "method_not_allowed", json({}), "/api/v1/me", "POST"],
  ["a path of 9 kB", 414, "path_too_long", {}, `${KEYS}/${"a".repeat(9000)}`, "GET"],
  [
    "a very long password",
    422,
    "validation_failed",
    json({ email: "a@b.test", password: "x".repeat(50_000) }),
    "/api/v1/auth/login",
  ],
  [
    "a very long address",
    422,
    "validation_failed",
    json({ email: `${"a".repeat(60_000)}@b.test`, password: "x" }),
    "/api/v1/auth/login",
  ],
  [
    "an address with NUL",
    422,
    "validation_failed",
    json({ email: "a\0@b.test" }),
    "/api/v1/auth/password/forgot",
  ],
  [
    "an address with a header's end",
    422,
    "validation_failed",
    json({ email: "a@b.test\r\nBcc: c@d.test" }),
    "/api/v1/auth/verification",
  ],
  [
    "two addresses",
    422,
    "validation_failed",
    json({ email: "a@b.test,c@d.test" }),
    "/api/v1/auth/verification",
  ],
  [
    "a token that is an object",
    422,
    "validation_failed",
    json({ token: { $ne: null } }),
    "/api/v1/auth/verify",
  ],
  ["a token with NUL", 410, "code_expired", json({ token: "a\0b" }), "/api/v1/auth/verify"],
  [
    "a refresh token with NUL",
    401,
    "invalid_refresh_token",
    json({ refresh_token: "a\0b" }),
    "/api/v1/auth/refresh",
  ],
];

describe.each([
  ["query", queries],
  ["place", elsewhere],
])("a bad %s", (_, rows) => {
  test.each(rows)("%s: %i %s", (...row) => expectRefused(server, attacker, row));
});

describe("an invalid credential", () => {
  const rows: [string, number, string, string | undefined, () => Call, (() => string)?][] = [
    [
      "a key and a token",
      400,
      "multiple_credentials",
      undefined,
      () => ({ key: attacker.key.secret, token: attacker.developer.accessToken }),
    ],
    [
      "two keys in one header",
      400,
      "duplicate_header",
      undefined,
      () => ({ headers: { "x-api-key": `${attacker.key.secret}, ${attacker.key.secret}` } }),
    ],
    [
      "a key in the query",
      400,
      "credential_in_url",
      undefined,
      () => ({}),
      () => `?api_key=${attacker.key.secret}`,
    ],
    [
      "a key in any parameter",
      400,
      "credential_in_url",
      undefined,
      () => ({}),
      () => `?q=${attacker.key.secret}`,
    ],
    [
      "a key as a parameter's name",
      400,
      "credential_in_url",
      undefined,
      () => ({}),
      () => `?${attacker.key.secret}=1`,
    ],
    ["a key in the path", 400, "credential_in_url", undefined, () => ({}), () => `/${attacker.key.secret}`],
    [
      "a key in the path, percent-encoded",
      400,
      "credential_in_url",
      undefined,
      () => ({}),
      () => `/${attacker.key.secret.replaceAll("_", "%5F")}`,
    ],
    [
      "a token in the query, beside a good key",
      400,
      "credential_in_url",
      undefined,
      () => ({ key: attacker.key.secret }),
      () => `?access_token=${attacker.developer.accessToken}`,
    ],
    ["Basic", 401, "unauthorized", undefined, () => ({ headers: { authorization: "Basic YTpi" } })],
    [
      "Bearer without a word",
      401,
      "unauthorized",
      undefined,
      () => ({ headers: { authorization: "Bearer" } }),
    ],
    [
      "Bearer with two words",
      401,
      "unauthorized",
      undefined,
      () => ({ headers: { authorization: "Bearer a b" } }),
    ],
    ["a key of 8 kB", 401, "invalid_api_key", "malformed", () => ({ key: "lk_live_".padEnd(8000, "a") })],
    ["a key with a quote", 401, "invalid_api_key", "malformed", () => ({ key: "' or 1=1 --" })],
    [
      "a token of rubbish",
      401,
      "invalid_token",
      "malformed",
      () => ({ token: "eyJhbGciOiJub25lIn0.e30.e30" }),
    ],
    ["an empty key", 401, "invalid_api_key", "malformed", () => ({ headers: { "x-api-key": "" } })],
  ];
  test.each(rows)("%s: %i %s", async (_, status, code, reason, request, suffix = () => "") => {
    expectProblem(await call(server, "GET", KEYS + suffix(), request()), status, code, reason);
  });
});

test("HEAD answers like GET without a body, and OPTIONS lists the methods", async () => {
  const head = await call(server, "HEAD", KEYS, { key: attacker.key.secret });
  expect([head.status, head.body]).toEqual([200, null]);
  expect(head.headers.get("request-id")).toMatch(/^req_/);
  const options = await call(server, "OPTIONS", KEYS);
  expect([options.status, options.body]).toEqual([204, null]);
  expect(options.headers.get("allow")!.split(", ").sort()).toEqual(["GET", "HEAD", "OPTIONS", "POST"]);
  expect(options.headers.get("request-id")).toMatch(/^req_/);
  expect(options.headers.get("cache-control")).toBe("no-store");
});
