import fc from "fast-check";
import type { Surface } from "#e2e/fuzz/fuzz.ts";
import { COMMON_HEADERS, NEXT_HEADERS } from "#e2e/fuzz/headers.ts";
import type { Known } from "#e2e/fuzz/known.ts";
import { body, headersOf, pathOf, queryOf, rarely } from "#e2e/fuzz/values.ts";
import { ask, type GatewayRequest } from "#e2e/gateways/client.ts";

const PAGES = [
  "/",
  "/login",
  "/signup",
  "/verify",
  "/reset",
  "/forgot",
  "/check-mail",
  "/settings",
  "/settings/api-keys",
  `/settings/api-keys/key_${"0".repeat(25)}`,
  "/settings/usage",
  "/settings/requests",
  `/settings/requests/req_${"0".repeat(25)}`,
  "/settings/workspace",
  "/settings/workspace/key-format",
  "/settings/workspace/scopes",
  "/settings/workspace/members",
  "/settings/workspace/audit-log",
  "/settings/workspace/plan",
  "/settings/account",
  "/new-workspace",
  "/invitations/accept",
  "/set-password",
  "/confirm-email",
  "/docs",
  "/docs/quickstart",
  "/docs/quickstart.md",
  "/docs/errors",
  "/docs/errors/forbidden",
  "/docs/reference",
  "/docs/search.json",
  "/llms.txt",
  "/outbox",
  "/.well-known/jwks.json",
  "/branding/icon.svg",
  "/_next/static/x.js",
  "/_next/image",
  "/_next/data/x/login.json",
  "/_not-found",
  "/no-such-page",
];
const OF_LOGIN = ["next", "email", "token", "error"];
const OF_LISTS = [
  "environment",
  "status",
  "q",
  "cursor",
  "sort",
  "from",
  "to",
  "range",
  "key",
  "by",
  "group",
];
const OF_LOG = ["code", "method", "path", "ip", "action", "actor_id", "target_id", "of"];
const OF_DIALOGS = ["create", "dialog"];
const OF_IMAGES = ["url", "w"];
const PARAMETERS = [...OF_LOGIN, ...OF_LISTS, ...OF_LOG, ...OF_DIALOGS, ...OF_IMAGES];
const OF_NEXT = ["_rsc", "callbackUrl", "nxtPid", "__nextDefaultLocale"];
const VALUES = ["/settings", "//evil.example", "test", "revoked", "a@b.test", "640", "lk_code_x", "..", "[]"];

const headers = ({ session, key }: Known) =>
  headersOf({
    ...COMMON_HEADERS,
    ...NEXT_HEADERS,
    cookie: [
      session,
      session,
      "latchkey-session=%00",
      "latchkey-session=%ff; latchkey-session",
      "=;;=a",
      "__proto__=1",
    ],
    "x-api-key": [key],
  });

/** Everything outside of /api. */
export const pages: Surface<GatewayRequest> = {
  name: "pages",
  requests: (known) =>
    fc.record({
      method: fc.oneof(
        { weight: 6, arbitrary: fc.constant("GET") },
        { weight: 1, arbitrary: fc.constantFrom("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") },
      ),
      path: fc
        .tuple(pathOf(PAGES), queryOf([...PARAMETERS, ...OF_NEXT], VALUES))
        .map((parts) => parts.join("")),
      headers: headers(known),
      body: rarely(body).map((sent) => sent ?? undefined),
    }),
  send: (server, request) => ask(server.url, request),
  wrong: (_, { headers }) =>
    headers.get("x-content-type-options") === "nosniff" ? null : "an answer without security headers",
  expected: [200, 307, 400, 404, 405],
};
