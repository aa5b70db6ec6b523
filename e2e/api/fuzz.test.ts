import fc from "fast-check";
import { beforeAll, expect, inject, test } from "vitest";
import { type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { randomAddress } from "#e2e/api/people.ts";
import { expectNoInternals } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

// `npm run fuzz` sends 20,000 requests to each database.
const RUNS = Number(process.env.FUZZ_RUNS ?? 600);
const server = connectTo(inject("server"));
const ALL_SCOPES = ["keys:read", "keys:write", "keys:verify", "usage:read", "workspace:read", "data:read"];

interface Operation {
  method: string;
  path: string;
  parameters: string[];
  /** The example of its body in the document. */
  example: Record<string, unknown> | null;
}

let operations: Operation[];
let ada: Developer;
let key: string;
let otherId: string;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
  key = (await newKey(server, ada, { scopes: ALL_SCOPES })).secret;
  otherId = (await newKey(server, ada)).id;
  operations = operationsOf((await call(server, "GET", "/api/v1/openapi.json")).body);
  expect(operations.length).toBeGreaterThan(25);
});

// biome-ignore lint/suspicious/noExplicitAny: the document as it came over the wire
function operationsOf(document: any): Operation[] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return Object.entries<any>(document.paths).flatMap(([path, item]) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    Object.entries<any>(item).map(([method, { parameters = [], requestBody }]) => {
      const ref: string | undefined = requestBody?.content?.["application/json"]?.schema?.$ref;
      const schema = ref && document.components.schemas[ref.split("/").at(-1)!];
      return {
        method: method.toUpperCase(),
        path,
        parameters: parameters
          .filter((p: { in: string }) => p.in === "query")
          .map((p: { name: string }) => p.name),
        example: schema ? schema.examples[0] : null,
      };
    }),
  );
}

const HOSTILE_TEXTS = [
  "",
  "\0",
  "__proto__",
  "constructor",
  "%00",
  "%",
  "../../etc/passwd",
  "' or 1=1 --",
  "a\r\nb: c",
  "\u2028\ufeff\u202e",
  "\u{1F511}".repeat(200),
  "x".repeat(5000),
  "9999-12-31T23:59:59-14:00",
  "1e400",
  "-1",
  "null",
];
const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "binary", maxLength: 30 }));
const number = fc.constantFrom(0, -1, 1.5, 1e21, 2 ** 53, Number.MAX_VALUE, -0);
const value = fc.oneof(text, number, fc.constantFrom(null, true, [], {}), fc.jsonValue({ maxDepth: 4 }));
const headerText = fc.oneof(
  fc.constantFrom("", "a".repeat(300), "{}", '"', "Bearer", "0", "é", "multipart/form-data; boundary=x"),
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
);

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

const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

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

function credentialOf({ credential, garbage }: Input): Call {
  if (credential === "key") return { key };
  if (credential === "token") return { token: ada.accessToken };
  if (credential === "both") return { key, token: ada.accessToken };
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

function requestOf(given: Input): [method: string, path: string, request: Call] {
  const operation = operations[given.operation % operations.length]!;
  const path = operation.path.replace(/\{\w+\}/, encodeURIComponent(given.id ?? otherId));
  const query = given.query.map(([index, name, sent]) => {
    const known = operation.parameters[index % (operation.parameters.length || 1)];
    return `${encodeURIComponent(name ?? known ?? "x")}=${encodeURIComponent(sent)}`;
  });
  const headers = {
    "x-forwarded-for": randomAddress(),
    ...(given.header && { [given.header[0]]: given.header[1] }),
  };
  const body = operation.method === "GET" || operation.method === "DELETE" ? {} : bodyOf(operation, given);
  const search = query.length > 0 ? `?${query.join("&")}` : "";
  return [operation.method, path + search, { ...credentialOf(given), ...body, headers }];
}

test(
  `no request makes a 5xx, and every refusal is a documented problem (${RUNS} random requests)`,
  async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(input, async (given) => {
        const [method, path, request] = requestOf(given);
        const { status, headers, body } = await call(server, method, path, request);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(status).toBeLessThan(500);
        expect(headers.get("request-id")).toMatch(/^req_/);
        if (status < 400) return;
        expect(body).toMatchObject({ status, code: expect.any(String) });
        expectNoInternals(body);
      }),
      { numRuns: RUNS },
    );
    // Each kind of answer has to occur, or the inputs are too uniform.
    for (const status of [200, 201, 400, 401, 403, 404, 422])
      expect(statuses.has(status), `${status}`).toBe(true);
  },
  60_000 + RUNS * 60,
);
