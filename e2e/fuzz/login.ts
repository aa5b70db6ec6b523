import fc from "fast-check";
import type { Answer } from "#e2e/api/client.ts";
import { randomAddress } from "#e2e/api/people.ts";
import { notAProblem, type Surface } from "#e2e/fuzz/fuzz.ts";
import { COMMON_HEADERS } from "#e2e/fuzz/headers.ts";
import type { Known } from "#e2e/fuzz/known.ts";
import { body, headersOf, headerText, pathOf, queryOf, text } from "#e2e/fuzz/values.ts";
import { ask, type GatewayRequest } from "#e2e/gateways/client.ts";

const ACTIONS = [
  "csrf",
  "session",
  "providers",
  "signin",
  "signin/credentials",
  "callback/credentials",
  "callback/credentials",
  "signout",
  "error",
  "verify-request",
  "_log",
  "callback",
  "callback/github",
  "signin/__proto__",
];
const CALLBACKS = [
  "/settings",
  "..",
  "//evil.example",
  "http://",
  "javascript:1",
  "x",
  "/\\evil.example",
  'x\n{"level":60}',
];
const FORM = "application/x-www-form-urlencoded";
const FIELDS = ["csrfToken", "callbackUrl", "json", "email", "password", "redirect", "__proto__"];

function form({ csrfToken }: Known): fc.Arbitrary<string> {
  const value = fc.oneof(fc.constantFrom(csrfToken, "true", "a@b.test", ...CALLBACKS), text);
  return fc.array(fc.tuple(fc.constantFrom(...FIELDS), value), { maxLength: 6 }).map((fields) => {
    const sent = new URLSearchParams({ csrfToken });
    for (const [name, given] of fields) sent.append(name, given.toWellFormed());
    return sent.toString();
  });
}

function cookies({ session, csrfCookie }: Known): fc.Arbitrary<[string, string][]> {
  const cookie = fc.oneof(
    fc.constantFrom(session, csrfCookie, csrfCookie, "latchkey-session=%00", "latchkey-session.1=x"),
    fc.constantFrom("latchkey-session{}=x", "next-auth.csrf-token=%00|", "next-auth.csrf-token="),
    fc
      .oneof(fc.constantFrom("..", "%00", "//evil.example"), headerText)
      .map((url) => `next-auth.callback-url=${url}`),
    headerText,
  );
  const several = fc.array(cookie, { maxLength: 3 });
  return several.map((pairs) => (pairs.length > 0 ? [["cookie", pairs.join("; ")]] : []));
}

const content = (known: Known) =>
  fc.oneof(
    { weight: 3, arbitrary: form(known).map((sent) => ({ type: FORM, body: sent as string | Buffer })) },
    { weight: 1, arbitrary: body.map((sent) => ({ type: null, body: sent as string | Buffer })) },
    { weight: 1, arbitrary: fc.constant(null) },
  );

const query = queryOf(
  ["callbackUrl", "error", "csrf", "json", "provider", "nextauth"],
  [...CALLBACKS.map(encodeURIComponent), "Signin", "Configuration", "a%0d%0ab"],
);

// A failed log-in of the form tells its error in a URL.
const isFailedLogIn = ({ status, body }: Answer) => status === 401 && typeof body?.url === "string";

/** The browser's login. */
export const login: Surface<GatewayRequest> = {
  name: "/api/auth",
  requests: (known) =>
    fc
      .record({
        method: fc.constantFrom("GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"),
        path: fc
          .tuple(pathOf(ACTIONS.map((action) => `/api/auth/${action}`)), query)
          .map((parts) => parts.join("")),
        cookie: cookies(known),
        others: headersOf(COMMON_HEADERS, 2),
        sent: content(known),
      })
      .map(({ method, path, cookie, others, sent }) => {
        const headers = [...cookie, ...others];
        // Requests are limited by network.
        if (!others.some(([name]) => name === "x-forwarded-for"))
          headers.push(["x-forwarded-for", randomAddress()]);
        if (sent?.type && !others.some(([name]) => name === "content-type"))
          headers.push(["content-type", sent.type]);
        return { method, path, headers, body: sent?.body };
      }),
  send: (server, request) => ask(server.url, request),
  // Paths outside of /api/auth are pages.
  wrong: ({ method, path }, answer) =>
    !path!.startsWith("/api/") || isFailedLogIn(answer) ? null : notAProblem(answer, method!),
  expected: [200, 302, 400, 404, 405],
};
