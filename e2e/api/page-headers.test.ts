import fc from "fast-check";
import { expect, inject, test } from "vitest";
import type { Answer } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { rawHttp } from "#e2e/api/raw-http.ts";
import { connectTo } from "#e2e/test-server.ts";

// `npm run fuzz` sends 20,000 requests.
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const server = connectTo(inject("server"));
const { host } = new URL(server.url);

interface Sent {
  method?: string;
  path?: string;
  headers?: string[];
  body?: string;
}

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

function answerOf({ method = "GET", path = "/login", headers = [], body = "" }: Sent): Promise<Answer> {
  const named = (name: string) => headers.some((header) => header.toLowerCase().startsWith(`${name}:`));
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(named("host") ? [] : [`host: ${host}`]),
    "connection: close",
  ];
  const length = body && !named("transfer-encoding") ? [`content-length: ${body.length}`] : [];
  const head = [...lines, ...headers, ...length].join("\r\n");
  return rawHttp(server, latin1(`${head}\r\n\r\n${body}`));
}

const tree = (value: unknown) => `next-router-state-tree: ${encodeURIComponent(JSON.stringify(value))}`;
const good = tree(["", { children: ["(auth)", { children: ["login", { children: ["__PAGE__", {}] }] }] }]);

const rows: [name: string, status: number, sent: Sent][] = [
  ["a router state that is no JSON", 400, { headers: ["rsc: 1", "next-router-state-tree: x"] }],
  ["a router state that can't be decoded", 400, { headers: ["rsc: 1", "next-router-state-tree: %ff"] }],
  ["an empty router state", 400, { headers: ["rsc: 1", "next-router-state-tree: "] }],
  ["two router states", 400, { headers: ["rsc: 1", good, good] }],
  ["a router state of another shape", 400, { headers: ["rsc: 1", tree({ a: 1 })] }],
  [
    "a router state that is too deep",
    400,
    { headers: ["rsc: 1", `next-router-state-tree: ${"[".repeat(9000)}`] },
  ],
  ["a router state without a navigation", 400, { headers: ["next-router-state-tree: x"] }],
  ["a server action that doesn't exist", 405, { method: "POST", headers: ["next-action: x"], body: "[]" }],
  [
    "a form for a server action",
    405,
    {
      method: "POST",
      headers: ["content-type: multipart/form-data; boundary=x"],
      body: '--x\r\ncontent-disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n',
    },
  ],
  [
    "a form that breaks off",
    405,
    { method: "POST", headers: ["content-type: multipart/form-data; boundary=x"], body: "--x\r\nconte" },
  ],
  [
    "a form without a boundary",
    405,
    { method: "POST", headers: ["content-type: multipart/form-data"], body: "x" },
  ],
  ["PUT", 405, { method: "PUT", body: "x" }],
  ["PATCH", 405, { method: "PATCH" }],
  ["DELETE", 405, { method: "DELETE" }],
  ["a header of a middleware", 200, { headers: ["x-middleware-subrequest: src/middleware:src/middleware"] }],
];

test.each(rows)("%s: %i", async (_, status, sent) => {
  const answer = await answerOf(sent);
  if (status === 200) expect(answer.status).toBe(status);
  else expectProblem(answer, status, status === 400 ? "malformed_request" : "method_not_allowed");
});

test("a navigation within the app gets its parts of the page", async () => {
  const headers = ["rsc: 1", good];
  const first = await answerOf({ headers });
  const { pathname, search } = new URL(first.headers.get("location")!, server.url);
  const answer = await answerOf({ path: pathname + search, headers });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/x-component"]);
});

const NAMES = [
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-hmr-refresh",
  "next-url",
  "next-action",
  "next-request-id",
  "next-resume",
  "x-middleware-subrequest",
  "x-middleware-rewrite",
  "x-middleware-invoke",
  "x-middleware-prefetch",
  "x-middleware-override-headers",
  "x-matched-path",
  "x-invoke-path",
  "x-invoke-status",
  "x-invoke-error",
  "x-invoke-query",
  "x-invoke-output",
  "x-nextjs-data",
  "x-nextjs-request-id",
  "x-nextjs-html-request-id",
  "x-now-route-matches",
  "x-prerender-revalidate",
  "x-prerender-revalidate-if-generated",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-latchkey-request-id",
  "content-security-policy",
  "content-security-policy-report-only",
  "content-type",
  "content-encoding",
  "accept",
  "accept-encoding",
  "accept-language",
  "cookie",
  "host",
  "if-none-match",
  "if-modified-since",
  "if-range",
  "origin",
  "purpose",
  "range",
  "referer",
  "sec-fetch-mode",
  "te",
  "upgrade",
  "user-agent",
];
const PATHS = [
  "/",
  "/login",
  "/signup",
  "/verify?token=x",
  "/reset?token=%00",
  "/settings",
  "/settings/api-keys",
  "/settings/usage",
  "/docs/errors",
  "/outbox",
  "/branding/icon.svg",
  "/nothing",
  "/_next/static/nothing.js",
  "/_next/data/x/login.json",
  "/_next/image?url=%2Fbranding%2Ficon.svg&w=64&q=75",
  "/login.rsc",
  "/login.segments/_tree.segment.rsc",
  "/login?_rsc=x",
  "/login?__nextDataReq=1",
  "/login?nxtPa=1&__nextLocale=x",
  "/__nextjs_source-map?filename=x",
];
const HOSTILE = [
  "",
  "1",
  "0",
  "%",
  "%ff",
  "[]",
  "{}",
  "null",
  '["",{}]',
  "%5B%22%22%2C%7B%7D%5D",
  "/_tree",
  "/_full",
  "/../..",
  "//evil.example",
  "http://[",
  "https",
  "a b",
  "a:99999",
  "\xff\xfe",
  "text/x-component",
  "multipart/form-data; boundary=x",
  "bytes=5-1",
  "bytes=0-0,2-3",
  "__prerender_bypass=x; __next_preview_data=x; latchkey-session=%",
  "next-auth.session-token=%ff; a=\xe9",
  "nonce-'\"><script>",
  "script-src 'nonce-<>'",
  "*;q=",
  "websocket",
  "x".repeat(3000),
];
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  // What a header can contain: visible characters, spaces and bytes beyond ASCII.
  { weight: 1, arbitrary: fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,40}$/) },
);
const request = fc.record({
  method: fc.constantFrom("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"),
  path: fc.constantFrom(...PATHS),
  headers: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 4, selector: ([name]) => name })
    .map((list) => list.map(([name, text]) => `${name}: ${text}`)),
  body: fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: value }),
});

test("no headers and bodies make a page fail", { timeout: 60_000 + RUNS * 60 }, async () => {
  await fc.assert(
    fc.asyncProperty(request, async (sent) => {
      expect((await answerOf(sent)).status).toBeLessThan(500);
    }),
    { numRuns: RUNS },
  );
});
