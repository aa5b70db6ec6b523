import fc from "fast-check";
import { type Call, call } from "#e2e/api/client.ts";
import { randomAddress } from "#e2e/api/people.ts";
import { notAProblem, type Surface } from "#e2e/fuzz/fuzz.ts";
import { type Known, type Operation, pathOf } from "#e2e/fuzz/known.ts";
import { headerText, rarely, text } from "#e2e/fuzz/values.ts";

const number = fc.constantFrom(0, -1, 1.5, 1e21, 2 ** 53, Number.MAX_VALUE, -0);
const value = fc.oneof(text, number, fc.constantFrom(null, true, [], {}), fc.jsonValue({ maxDepth: 4 }));

/** JSON that JSON.stringify cannot produce, or no JSON. */
const rawBody = fc.oneof(
  fc.constantFrom(
    '{"a":1,"a":2}',
    '{"__proto__":{"x":1}}',
    '{"name":"\\ud800"}',
    "[".repeat(40),
    "{",
    "NaN",
    "\ufeff{}",
  ),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes)),
  text,
);

// Most parts of a request are valid, so that many requests get past the first checks.
const input = fc.record({
  operation: fc.nat(),
  id: rarely(text),
  query: fc.oneof(
    { weight: 2, arbitrary: fc.constant<[number, string | null, string][]>([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(), rarely(text), text), { maxLength: 3 }) },
  ),
  body: fc.oneof(
    { weight: 2, arbitrary: fc.constant({ as: "documented" as const }) },
    {
      weight: 4,
      arbitrary: fc.record({
        as: fc.constant("changed" as const),
        member: fc.nat(),
        name: rarely(text),
        value,
      }),
    },
    { weight: 1, arbitrary: fc.record({ as: fc.constant("other" as const), value }) },
    { weight: 1, arbitrary: fc.record({ as: fc.constant("raw" as const), rawBody }) },
  ),
  credential: fc.constantFrom("key", "key", "key", "key", "token", "token", "none", "garbage", "both"),
  garbage: headerText,
  header: rarely(
    fc.tuple(
      fc.constantFrom("content-type", "idempotency-key", "x-workspace-id", "accept", "origin"),
      headerText,
    ),
  ),
});
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

function credentialOf({ credential, garbage }: Input, { key, accessToken: token }: Known): Call {
  if (credential === "key") return { key };
  if (credential === "token") return { token };
  if (credential === "both") return { key, token };
  return credential === "garbage" ? { key: garbage } : {};
}

function bodyOf({ example }: Operation, { body }: Input): Call {
  if (body.as === "raw") return { rawBody: body.rawBody as Call["rawBody"] };
  if (body.as === "other") return { body: body.value };
  if (body.as === "documented") return { body: example ?? {} };
  const names = Object.keys(example ?? {});
  const name = body.name ?? names[body.member % (names.length || 1)] ?? "x";
  return { body: { ...example, [name]: body.value } };
}

type Request = [method: string, path: string, request: Call];

function requestOf(given: Input, known: Known): Request {
  const operation = known.operations[given.operation % known.operations.length]!;
  const path = pathOf(operation, known, given.id ?? undefined);
  const query = given.query.map(([index, name, sent]) => {
    const parameter = operation.parameters[index % (operation.parameters.length || 1)];
    return `${encodeURIComponent(name ?? parameter ?? "x")}=${encodeURIComponent(sent)}`;
  });
  const headers = {
    "x-forwarded-for": randomAddress(),
    ...(given.header && { [given.header[0]]: given.header[1] }),
  };
  const body = operation.method === "GET" || operation.method === "DELETE" ? {} : bodyOf(operation, given);
  const search = query.length > 0 ? `?${query.join("&")}` : "";
  return [operation.method, path + search, { ...credentialOf(given, known), ...body, headers }];
}

/** Every operation of the OpenAPI document. */
export const api: Surface<Request> = {
  name: "API",
  requests: (known) => input.map((given) => requestOf(given, known)),
  // Fails if the answer contradicts the document.
  send: (server, request) => call(server, ...request),
  wrong: ([method], answer) => notAProblem(answer, method),
  expected: [200, 201, 400, 401, 403, 404, 422],
};

/** Every operation of operators, as one. */
export const operator: Surface<Request> = {
  ...api,
  name: "operator",
  requests: (known) => input.map((given) => requestOf({ ...given, credential: "token" }, known)),
  expected: [200, 201, 204, 400, 404, 422],
};
