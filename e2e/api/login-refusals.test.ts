import { describe, expect, inject, test } from "vitest";
import { csrf, FORM } from "#e2e/api/browser-login.ts";
import { type Call, call } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

// Requests that next-auth answers with a 500, or with a page of its own.
const server = connectTo(inject("server"));
const json = (rawBody: string): Call => ({ rawBody });

const REFUSED: [name: string, status: number, code: string, method: string, path: string, call?: Call][] = [
  ["broken JSON", 415, "unsupported_media_type", "POST", "callback/credentials", json("{")],
  ["JSON with an object", 415, "unsupported_media_type", "POST", "signout", json('{"callbackUrl":{}}')],
  ["GET of a log-in", 405, "method_not_allowed", "GET", "callback/credentials"],
  ["a page to log out", 405, "method_not_allowed", "GET", "signout"],
  ["a page for mailed links", 404, "not_found", "GET", "verify-request"],
  ["an unknown provider", 404, "not_found", "GET", "callback/github"],
  ["the log of the browser's errors", 404, "not_found", "POST", "_log", { rawBody: "a=b", headers: FORM }],
  ["an unknown action", 404, "not_found", "GET", "constructor"],
  ["line breaks in an error", 400, "invalid_parameter", "GET", "error?error=a%0d%0ab"],
  ["an error that isn't a code", 400, "invalid_parameter", "GET", "signin?error=%E2%80%A8"],
  ["a callback URL that is no URL", 400, "invalid_parameter", "GET", "csrf?callbackUrl=.."],
  ["a callback URL with a script", 400, "invalid_parameter", "GET", "signin?callbackUrl=javascript:1"],
  ["a callback URL with a line of the log", 400, "invalid_parameter", "GET", "csrf?callbackUrl=x%0A%7B%7D"],
];

test.each(REFUSED)("%s: %i %s", async (_, status, code, method, path, request) => {
  expectProblem(await call(server, method, `/api/auth/${path}`, request), status, code);
});

describe.each([
  ["a callback URL that is no URL", "next-auth.callback-url=.."],
  ["a callback URL of NUL", "next-auth.callback-url=%00"],
  ["a session of NUL", "latchkey-session=%00"],
  ["a session in parts", "latchkey-session{}=x; latchkey-session.1=%ff"],
  ["broken pairs", "=;;=a; latchkey-session"],
])("a cookie with %s", (_, cookie) => {
  test.each(["csrf", "session"])("doesn't fail %s", async (action) => {
    expect((await call(server, "GET", `/api/auth/${action}`, { cookie })).status).toBe(200);
  });

  test("doesn't fail a log-in", async () => {
    const { csrfToken, cookie: own } = await csrf(server);
    const form = new URLSearchParams({ csrfToken, email: "a@b.test", password: "x", json: "true" });
    const request = { cookie: `${cookie}; ${own}`, rawBody: form.toString(), headers: FORM };
    const { status, body } = await call(server, "POST", "/api/auth/callback/credentials", request);
    expect([401, 429]).toContain(status);
    expect(body).toBeTypeOf("object");
  });
});

test.each(["..", "//evil.example", "/\\evil.example", "x\n{}", "\0", "https://evil.example/"])(
  "a form with the callback URL %j leads to this site",
  async (callbackUrl) => {
    const { csrfToken, cookie } = await csrf(server);
    const form = new URLSearchParams({ csrfToken, callbackUrl, json: "true" }).toString();
    const { status, body } = await call(server, "POST", "/api/auth/signout", {
      cookie,
      rawBody: form,
      headers: FORM,
    });
    expect(status).toBe(200);
    expect(new URL(body.url).origin).toBe(server.url);
  },
);

test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s of a page: 405", async (method) => {
  const rawBody = method === "OPTIONS" ? undefined : "--x\r\n";
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const answer = await call(server, method, "/login", { rawBody, headers });
  expectProblem(answer, 405, "method_not_allowed");
  expect(answer.headers.get("allow")).toBe("GET, HEAD");
});
