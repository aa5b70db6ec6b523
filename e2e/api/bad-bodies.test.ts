import { afterAll, beforeAll, describe, inject, test } from "vitest";
import {
  type Attacker,
  expectRefused,
  expectUntouched,
  json,
  newAttacker,
  type Row,
  raw,
} from "#e2e/api/hostile-requests.ts";
import { connectTo } from "#e2e/test-server.ts";

// The same table runs on both databases, so they have to give the same answers.
const server = connectTo(inject("server"));
let attacker: Attacker;

beforeAll(async () => {
  attacker = await newAttacker(server);
});

afterAll(() => expectUntouched(server, attacker));

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

describe.each([
  ["body", bodies],
  ["member", members],
])("a bad %s", (_, rows) => {
  test.each(rows)("%s: %i %s", (...row) => expectRefused(server, attacker, row));
});
