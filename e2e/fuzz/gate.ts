import fc from "fast-check";
import { notAProblem, type Surface } from "#e2e/fuzz/fuzz.ts";
import { COMMON_HEADERS } from "#e2e/fuzz/headers.ts";
import type { Known } from "#e2e/fuzz/known.ts";
import { body, headersOf, pathOf, queryOf, rarely } from "#e2e/fuzz/values.ts";
import { ask, type GatewayRequest } from "#e2e/gateways/client.ts";

const METHODS = ["GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "PROPFIND", "M-SEARCH", "TRACE"];
const PARAMETERS = ["scope", "cost", "fold", "credential", "name"];
const VALUES = [
  "data:read",
  "0",
  "1",
  "1000001",
  "-1",
  "1e3",
  "header:x-mine",
  "header:authorization",
  "header:",
  "bearer",
];

/** Such as `/gate;scope=data:read/v1/things?q=1`, or without the parameters. */
function prefixed({ key }: Known): fc.Arbitrary<string> {
  const [original, query] = [
    pathOf(["", "/v1/things", "/%2e%2e/x"]),
    queryOf(["access_token", "q"], ["1", key]),
  ];
  return fc
    .tuple(queryOf(PARAMETERS, VALUES), original, query)
    .map(([own, ...target]) => `/gate${own.replace("?", ";").replaceAll("&", ";")}${target.join("")}`);
}

const headers = ({ key, accessToken }: Known) =>
  headersOf({
    ...COMMON_HEADERS,
    "x-api-key": [key, key, key, `${key}, ${key}`],
    authorization: [`Bearer ${key}`, `Bearer ${accessToken}`, "Basic YTpi"],
    "x-mine": [key],
    "x-forwarded-method": ["PATCH", "__proto__"],
    "x-forwarded-uri": ["/v1/x?y=1", "//", "%", `/?access_token=${key}`],
    "x-original-url": ["/x"],
    cookie: ["latchkey-session=x"],
  });

const toVerify = ({ key }: Known) =>
  fc
    .record({
      key: fc.oneof(fc.constant<unknown>(key), fc.jsonValue()),
      scopes: rarely(fc.jsonValue()),
      cost: rarely(fc.jsonValue()),
    })
    .map((members) => JSON.stringify(members));

/** The gate port, as a gateway or a service asks it. */
export const gate: Surface<GatewayRequest> = {
  name: "gate",
  requests: (known) =>
    fc.record({
      method: fc.constantFrom(...METHODS),
      path: fc.oneof(
        { weight: 3, arbitrary: queryOf(PARAMETERS, VALUES).map((query) => `/gate${query}`) },
        { weight: 3, arbitrary: prefixed(known) },
        { weight: 2, arbitrary: pathOf(["/verify", "/healthz", "/readyz", "/metrics", "/gatex"]) },
      ),
      key: rarely(fc.constant(known.key)).map((none) => (none === null ? known.key : undefined)),
      headers: headers(known),
      body: rarely(fc.oneof(toVerify(known), body)).map((sent) => sent ?? undefined),
    }),
  send: (server, request) => ask(server.gateUrl, request),
  wrong: ({ method, path = "" }, answer) =>
    /^\/(healthz|readyz|metrics)/.test(path) && answer.status === 200 ? null : notAProblem(answer, method!),
  expected: [200, 400, 401, 404, 405],
};
