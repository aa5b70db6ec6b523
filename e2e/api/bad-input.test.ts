import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Call, call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { placeAt } from "#e2e/world.ts";

// One table for both databases: what one of them answers, the other answers, too.
const world = placeAt(inject("world"));
const KEYS = "/api/v1/keys";
let ada: Developer;
let key: NewKey;
let keysBefore: number;

const countKeys = async () => Number((await query(world, "select count(*) as n from api_keys"))[0]!.n);

beforeAll(async () => {
  ada = await newDeveloper(world);
  await setPlan(world, ada);
  key = await newKey(world, ada, { scopes: ["keys:read", "keys:write", "usage:read"] });
  keysBefore = await countKeys();
});

afterAll(async () => {
  expect(await countKeys()).toBe(keysBefore);
  const { body } = await call(world, "GET", `${KEYS}/${key.id}`, { token: ada.accessToken });
  expect(body.data).toMatchObject({ status: "active", name: "test" });
});

type Row = [name: string, status: number, code: string, request: Call, path?: string, method?: string];

const raw = (rawBody: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Call => ({
  rawBody,
  headers,
});
const json = (body: unknown): Call => ({ body });
const typed = (type: string) => raw("{}", { "content-type": type });
const MB = 1024 * 1024;

const bodies: Row[] = [
  ["broken JSON", 400, "malformed_json", raw('{"name": ')],
  ["an empty body", 400, "malformed_json", raw(" ")],
  ["two JSON values", 400, "malformed_json", raw("{} {}")],
  ["a byte order mark before the JSON", 400, "malformed_json", raw("\ufeff{}")],
  ["NaN", 400, "malformed_json", raw('{"name": NaN}')],
  ["an array nested 30,000 deep", 400, "json_too_deep", raw("[".repeat(30_000))],
  ["an object nested 33 deep", 400, "json_too_deep", raw(`${'{"a":'.repeat(33)}1${"}".repeat(33)}`)],
  [
    "bytes that are no UTF-8",
    400,
    "invalid_encoding",
    raw(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
  ],
  ["an overlong UTF-8 sequence", 400, "invalid_encoding", raw(new Uint8Array([0x22, 0xc0, 0xaf, 0x22]))],
  ["a lone surrogate in a value", 400, "invalid_encoding", raw('{"name": "\\ud800"}')],
  ["a lone surrogate in a member's name", 400, "invalid_encoding", raw('{"metadata": {"\\udfff": 1}}')],
  ["11 MB", 413, "body_too_large", raw("x".repeat(11 * MB))],
  ["64 KiB and a byte", 413, "body_too_large", raw(`{"name":"${"x".repeat(65_536 - 10)}"}`)],
  ["text/plain", 415, "unsupported_media_type", typed("text/plain")],
  ["a form", 415, "unsupported_media_type", typed("application/x-www-form-urlencoded")],
  ["a multipart form", 415, "unsupported_media_type", typed("multipart/form-data; boundary=x")],
  ["something like JSON", 415, "unsupported_media_type", typed("application/jsonp")],
  ["JSON in Latin-1", 415, "unsupported_encoding", typed("application/json; charset=latin1")],
  ["JSON in gzip", 415, "unsupported_encoding", raw("{}", { "content-encoding": "gzip" })],
  ["null", 422, "validation_failed", raw("null")],
  ["an array", 422, "validation_failed", json([])],
  ["a string", 422, "validation_failed", json("name")],
  ["a number", 422, "validation_failed", json(1)],
];

const members: Row[] = [
  ["an unknown member", 422, "unknown_field", json({ colour: "red" })],
  ["an owner in the body", 422, "unknown_field", json({ workspace_id: "ws_1" })],
  ["an id in the body", 422, "unknown_field", json({ id: "key_1" })],
  ["the prototype as a member", 422, "unknown_field", raw('{"__proto__": {"name": "x"}}')],
  ["a constructor as a member", 422, "unknown_field", raw('{"constructor": {"prototype": {}}}')],
  ["a member's name of 60 kB", 422, "unknown_field", json({ ["x".repeat(60_000)]: 1 })],
  ["a name that is a number", 422, "validation_failed", json({ name: 7 })],
  ["a name that is an object", 422, "validation_failed", json({ name: {} })],
  ["a name with NUL", 422, "validation_failed", json({ name: "a\0b" })],
  ["a name with a line break", 422, "validation_failed", json({ name: "a\r\nb" })],
  ["a name of 101 characters", 422, "validation_failed", json({ name: "x".repeat(101) })],
  ["an unknown environment", 422, "validation_failed", json({ environment: "production" })],
  ["an environment of null", 422, "validation_failed", json({ environment: null })],
  ["scopes that are a string", 422, "validation_failed", json({ scopes: "keys:read" })],
  ["scopes that are numbers", 422, "validation_failed", json({ scopes: [1] })],
  [
    "a scope from the prototype",
    422,
    "validation_failed",
    json({ scopes: ["__proto__", "constructor", "toString"] }),
  ],
  ["101 scopes", 422, "validation_failed", json({ scopes: Array(101).fill("keys:read") })],
  ["a scope with NUL", 422, "validation_failed", json({ scopes: ["keys:read\0"] })],
  [
    "the last of two members of one name",
    422,
    "validation_failed",
    raw('{"scopes": [], "scopes": ["no:scope"]}'),
  ],
  ["an end that is a number", 422, "validation_failed", json({ expires_at: 4_102_444_800 })],
  ["an end in words", 422, "validation_failed", json({ expires_at: "tomorrow" })],
  ["an end without a zone", 422, "validation_failed", json({ expires_at: "2099-01-01T00:00:00" })],
  ["an end that is no day", 422, "validation_failed", json({ expires_at: "2099-02-30T00:00:00Z" })],
  ["an end before the year 1", 422, "validation_failed", json({ expires_at: "0000-01-01T00:00:00Z" })],
  ["an end in the past", 422, "validation_failed", json({ expires_at: "2001-01-01T00:00:00Z" })],
  ["an end after the year 9999", 422, "validation_failed", json({ expires_at: "9999-12-31T23:59:59-14:00" })],
  ["a limit that is a number", 422, "validation_failed", json({ rate_limit: 5 })],
  ["a limit without its window", 422, "validation_failed", json({ rate_limit: { requests: 5 } })],
  [
    "a limit with an unknown member",
    422,
    "unknown_field",
    json({ rate_limit: { requests: 5, window_seconds: 5, burst: 1 } }),
  ],
  ...["0", "-1", "1.5", "1e400", "-1e400", "1e21", "9007199254740993", '"5"', "null", "true"].map(
    (number): Row => [
      `a limit of ${number}`,
      422,
      "validation_failed",
      raw(`{"rate_limit": {"requests": ${number}, "window_seconds": 60}}`),
    ],
  ),
  ["an external id of 256 characters", 422, "validation_failed", json({ external_id: "x".repeat(256) })],
  ["an external id that is a list", 422, "validation_failed", json({ external_id: ["a"] })],
  ["metadata that is a list", 422, "validation_failed", json({ metadata: [] })],
  ["metadata that is a string", 422, "validation_failed", json({ metadata: "a" })],
  ["metadata of more than 4 KiB", 422, "validation_failed", json({ metadata: { a: "x".repeat(4096) } })],
  ["metadata with NUL", 422, "validation_failed", json({ metadata: { a: ["\0"] } })],
  ["metadata with NUL in a name", 422, "validation_failed", json({ metadata: { "a\0": 1 } })],
  [
    "metadata with the prototype as a member",
    422,
    "unknown_field",
    raw('{"metadata": {"__proto__": {"a": 1}}}'),
  ],
];

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
  get("a cursor too long", "invalid_parameter", `cursor=${"a".repeat(201)}`),
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
  ["body", bodies],
  ["member", members],
  ["query", queries],
  ["place", elsewhere],
])("a bad %s", (_, rows) => {
  test.each(rows)("%s: %i %s", async (_, status, code, request, path = KEYS, method = "POST") => {
    const answer = await call(world, method, path, { key: key.secret, ...request });
    const reason = code === "invalid_refresh_token" ? "unknown" : undefined;
    expectProblem(answer, status, code, reason);
    if (status === 405) expect(answer.headers.get("allow")).toMatch(/^[A-Z, ]+$/);
  });
});

describe("a bad credential", () => {
  const rows: [string, number, string, string | undefined, () => Call, (() => string)?][] = [
    [
      "a key and a token",
      400,
      "multiple_credentials",
      undefined,
      () => ({ key: key.secret, token: ada.accessToken }),
    ],
    [
      "two keys in one header",
      400,
      "duplicate_header",
      undefined,
      () => ({ headers: { "x-api-key": `${key.secret}, ${key.secret}` } }),
    ],
    ["a key in the query", 400, "credential_in_url", undefined, () => ({}), () => `?api_key=${key.secret}`],
    ["a key in any parameter", 400, "credential_in_url", undefined, () => ({}), () => `?q=${key.secret}`],
    [
      "a key as a parameter's name",
      400,
      "credential_in_url",
      undefined,
      () => ({}),
      () => `?${key.secret}=1`,
    ],
    ["a key in the path", 400, "credential_in_url", undefined, () => ({}), () => `/${key.secret}`],
    [
      "a token in the query, beside a good key",
      400,
      "credential_in_url",
      undefined,
      () => ({ key: key.secret }),
      () => `?access_token=${ada.accessToken}`,
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
    expectProblem(await call(world, "GET", KEYS + suffix(), request()), status, code, reason);
  });
});

test("HEAD answers as GET does, without a body; OPTIONS tells the methods", async () => {
  const head = await call(world, "HEAD", KEYS, { key: key.secret });
  expect([head.status, head.body]).toEqual([200, null]);
  expect(head.headers.get("request-id")).toMatch(/^req_/);
  const options = await call(world, "OPTIONS", KEYS);
  expect([options.status, options.body]).toEqual([204, null]);
  expect(options.headers.get("allow")!.split(", ").sort()).toEqual(["GET", "HEAD", "OPTIONS", "POST"]);
  expect(options.headers.get("request-id")).toMatch(/^req_/);
  expect(options.headers.get("cache-control")).toBe("no-store");
});
