import { expect, inject, test } from "vitest";
import { expectProblem } from "#e2e/api/problems.ts";
import { rawHttp } from "#e2e/api/raw-http.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const { host } = new URL(server.url);

const get = (path: string) =>
  rawHttp(server, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);

const PATH = /path that starts with a slash/;
const BACKSLASH = /backslash/;
const SLASHES = /two slashes in a row/;
const DOTS = /dot segment/;
const ENCODED = /encoded slash/;
const DECODED = /can't be decoded/;
const UNKNOWN = /openapi\.json lists all paths/;

// Every way to write a path of the API that some reader takes for it and another one doesn't. /api/v1/plans is public, so
// whoever served it would show the plans.
const spellings: [path: string, status: 400 | 404, why: RegExp][] = [
  ["http://evil.example/api/v1/plans", 400, PATH],
  ["//api/v1/plans", 400, SLASHES],
  ["///api/v1/plans", 400, SLASHES],
  ["//evil.example/api/v1/plans", 400, SLASHES],
  ["/api//v1/plans", 404, SLASHES],
  ["/api/v1//plans", 404, SLASHES],
  ["/api/v1/plans//", 404, SLASHES],
  ["/login//../api/v1/plans", 400, SLASHES],
  ["/api/auth//../v1/plans", 400, SLASHES],
  ["/\\api/v1/plans", 400, BACKSLASH],
  ["/api\\v1\\plans", 400, BACKSLASH],
  ["/api/v1\\plans", 404, BACKSLASH],
  ["/login\\..\\api\\v1\\plans", 400, BACKSLASH],
  ["/api/auth\\..\\v1\\plans", 404, BACKSLASH],
  ["/api/./v1/plans", 404, DOTS],
  ["/api/v1/./plans", 404, DOTS],
  ["/api/v1/plans/.", 404, DOTS],
  ["/api/v1/keys/..", 404, DOTS],
  ["/api/v1/keys/../plans", 404, DOTS],
  ["/api/v1/keys/%2e%2e/plans", 404, DOTS],
  ["/api/v1/keys/.%2E/plans", 404, DOTS],
  ["/api/v1/keys/%2e/plans", 404, DOTS],
  ["/api/v1/keys/..%2fplans", 404, DOTS],
  ["/api/v1/keys/..%5cplans", 404, DOTS],
  ["/./api/v1/plans", 400, DOTS],
  ["/x/../api/v1/plans", 400, DOTS],
  ["/x/%2e%2e/api/v1/plans", 400, DOTS],
  ["/x/.%2e/api/v1/plans", 400, DOTS],
  ["/x/%2E./api/v1/plans", 400, DOTS],
  ["/%2e%2e/api/v1/plans", 400, DOTS],
  ["/_next/../api/v1/plans", 400, DOTS],
  ["/_next/static/%2e%2e/%2e%2e/api/v1/plans", 400, DOTS],
  ["/api/auth/../v1/plans", 400, DOTS],
  ["/api/auth/%2e%2e/v1/plans", 400, DOTS],
  ["/api/auth/x/../../v1/plans", 400, DOTS],
  ["/api/auth/..%2fv1/plans", 400, DOTS],
  ["/api/auth/..%5cv1/plans", 400, DOTS],
  ["/api%2fv1%2fplans", 404, UNKNOWN],
  ["/api/v1%2fplans", 404, UNKNOWN],
  ["/api/v1%5cplans", 404, UNKNOWN],
  ["/%2fapi/v1/plans", 400, ENCODED],
  ["/x%2f..%2fapi/v1/plans", 400, DOTS],
  ["/login%2fapi", 400, ENCODED],
  ["/login%5capi", 400, ENCODED],
  ["/api/auth/x%2fv1/plans", 400, ENCODED],
  ["/%61pi/v1/plans", 404, UNKNOWN],
  ["/api/%76%31/plans", 404, UNKNOWN],
  ["/api/v1/plans/", 404, UNKNOWN],
  ["/api/v1/plans%00", 400, DECODED],
  ["/api/v1/plans%", 400, DECODED],
  ["/api/v1/plans%ff", 400, DECODED],
  ["/api/v1/plans%c0%af", 400, DECODED],
  ["/api/auth/..%c0%afv1/plans", 400, DECODED],
  ["/api/v1/plans;x", 404, UNKNOWN],
  ["/api/v1/plans.json", 404, UNKNOWN],
  ["/api/v1/plans.rsc", 404, UNKNOWN],
];

test.each(spellings)("%s: %i", async (path, status, why) => {
  const answer = await get(path);
  expectProblem(answer, status, status === 400 ? "malformed_path" : "not_found");
  expect(answer.body.detail).toMatch(why);
});

// These are ordinary paths: they are Next's or next-auth's, and no reader takes them for one of the API.
const others = [
  "/api/auth/%252e%252e/v1/plans",
  "/api/auth/..;/v1/plans",
  "/x/%252e%252e/api/v1/plans",
  "/x/..;/api/v1/plans",
  "/.../api/v1/plans",
  "/%252fapi/v1/plans",
  "/_next/data/x/api/v1/plans.json",
  "/_next/image?url=%2Fapi%2Fv1%2Fplans&w=64&q=75",
  "/_next/api/v1/plans",
  "/login?next=/../api/v1/plans",
  "/login#/../api/v1/plans",
  "/index/api/v1/plans",
  "/API/V1/plans",
];

test.each(others)("%s never leads to the API", async (path) => {
  const { status, body } = await get(path);
  expect(status).toBeLessThan(500);
  expect(JSON.stringify(body)).not.toContain("requests_per_minute");
});
