import { beforeAll, expect, inject, test } from "vitest";
import { cookiesOf, csrf, FORM } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { rawHttp } from "#e2e/api/raw-http.ts";
import { connectTo } from "#e2e/test-server.ts";

// All spellings are in components/auth/safe-next.test.ts, without a server.
const server = connectTo(inject("server"));
const HOSTILE = [
  "//elsewhere.example/x",
  "/.//elsewhere.example/x",
  "/..//elsewhere.example/x",
  "/a/..//elsewhere.example/x",
  "/\\elsewhere.example/x",
  "/.\\\\elsewhere.example/x",
  "/\t/elsewhere.example/x",
  "https://elsewhere.example/x",
  "javascript:alert(1)",
];
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
});

const isOnSite = (link: string) => new URL(link, server.url).origin === server.url;

test.each(HOSTILE)("the log-in page doesn't lead to next=%j", async (next) => {
  const { status, body } = await call(server, "GET", `/login?next=${encodeURIComponent(next)}`);
  expect(status).toBe(200);
  const targets = [...body.matchAll(/\\"next\\":\\"([^"\\]*)\\"/g)].map(([, target]) => target);
  expect(targets).toContain("/settings/api-keys");
  for (const target of targets) expect(isOnSite(target), target).toBe(true);
});

async function logInWith(callbackUrl: string | undefined, cookie = "") {
  const token = await csrf(server);
  const form = new URLSearchParams({ csrfToken: token.csrfToken, email: ada.email, password: ada.password });
  form.set("json", "true");
  if (callbackUrl !== undefined) form.set("callbackUrl", callbackUrl);
  return call(server, "POST", "/api/auth/callback/credentials", {
    cookie: `${token.cookie}; ${cookie}`,
    rawBody: form.toString(),
    headers: FORM,
  });
}

test.each([...HOSTILE, "..", "[", "https://["])(
  "no answer of the log-in leads to callbackUrl=%j",
  async (link) => {
    const answers = [
      await logInWith(link),
      await logInWith(undefined, `next-auth.callback-url=${encodeURIComponent(link)}`),
      await call(server, "GET", `/api/auth/signin?callbackUrl=${encodeURIComponent(link)}`),
      await call(server, "GET", `/api/auth/signout?callbackUrl=${encodeURIComponent(link)}`),
      await call(server, "GET", `/api/auth/error?callbackUrl=${encodeURIComponent(link)}`),
    ];
    for (const { headers, body } of answers) {
      const cookie = cookiesOf(headers).find((pair) => pair.startsWith("next-auth.callback-url="));
      const links = [headers.get("location"), body?.url, cookie && decodeURIComponent(cookie.split("=")[1]!)];
      for (const each of links.filter(Boolean)) expect(isOnSite(each), each).toBe(true);
    }
  },
);

test.each([
  "//elsewhere.example/",
  "//elsewhere.example/..",
  "///elsewhere.example/",
  "/.//elsewhere.example/",
  "/a/..//elsewhere.example/",
  "/\\elsewhere.example/",
  "/login//elsewhere.example/",
  "/settings//",
  "/%2felsewhere.example/",
  "/%5celsewhere.example/",
  "/docs/errors/",
])("no path is redirected to another site: %s", async (path) => {
  const { host } = new URL(server.url);
  const { status, headers } = await rawHttp(
    server,
    `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
  );
  expect(status).toBeLessThan(500);
  expect(isOnSite(headers.get("location") ?? "/"), path).toBe(true);
});
