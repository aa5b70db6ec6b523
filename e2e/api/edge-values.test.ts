import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Call, call } from "#e2e/api/client.ts";
import { randomAddress } from "#e2e/api/people.ts";
import { type Known, newKnown, newKnownOperator, type Operation, pathOf } from "#e2e/fuzz/known.ts";
import { connectTo } from "#e2e/test-server.ts";
import { size } from "#e2e/trials.ts";

// Times and numbers at the edges of what JavaScript, RFC 3339, SQLite and PostgreSQL can represent, in every parameter and
// every field. The same table runs on both databases. `npm run races` runs all of it; `npm test` takes each value for about
// a fourth of the places. Every place and every value is tried, because the lists have odd lengths.
const EVERY = size(4, 1);
let turn = 0;
const some = <T>(values: T[]) => values.filter(() => turn++ % EVERY === 0);

const server = connectTo(inject("server"));
// Thousands of requests.
const LIMIT_MS = 180_000;
let known: Known;
let knownToOperator: Known;

beforeAll(async () => {
  known = await newKnown(server);
  knownToOperator = await newKnownOperator(server);
});

const TIMES = [
  "9999-12-31T12:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59.9999999Z",
  "9999-12-31T23:59:59-23:59",
  "0001-01-01T00:00:00Z",
  "0001-01-01T12:00:00Z",
  "0001-01-01T00:00:00+23:59",
  "0000-01-01T00:00:00Z",
  "-000001-12-31T23:59:59Z",
  "-4713-01-01T00:00:00Z",
  "10000-01-01T00:00:00Z",
  "+010000-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.000Z",
  "275760-09-13T00:00:00Z",
  "294276-12-31T23:59:59Z",
  "1969-12-31T23:59:59.999Z",
  "2026-02-30T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-06-30T23:59:60Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:00.123456789123456789Z",
  "infinity",
  "now",
];
const NUMBERS = [
  "-0",
  "0",
  "0.1",
  "-1",
  "1e2",
  "1e21",
  "1e400",
  "0x10",
  " 5",
  "+5",
  "٣",
  "2147483647",
  "2147483648",
  "4294967296",
  "-2147483649",
  "9007199254740993",
  "8640000000000001",
  "9223372036854775808",
  "NaN",
  "Infinity",
];
const VALUES = [...TIMES, ...NUMBERS];
const RANGES = TIMES.flatMap((from) => TIMES.map((to) => [from, to] as const));

async function expectNo5xx(method: string, path: string, request: Call = {}): Promise<void> {
  const headers = { "x-forwarded-for": randomAddress() };
  const { status, body } = await call(server, method, path, { key: known.key, headers, ...request });
  expect(status, `${method} ${path} ${JSON.stringify(request)} ${JSON.stringify(body)}`).toBeLessThan(500);
}

async function expectNo5xxInQuery(operation: Operation, of: Known): Promise<void> {
  const path = pathOf(operation, of);
  // A refused caller's parameters aren't read, so it is called by someone who may.
  const refused = (await call(server, operation.method, path, { key: of.key })).status;
  const byUser = refused === 403 || refused === 404;
  // Two at a time: a workspace can't run many searches at once.
  const urls = operation.parameters
    .flatMap((name) => some(VALUES).map((value) => `${path}?${name}=${encodeURIComponent(value)}`))
    .values();
  const client = async () => {
    for (const url of urls)
      await expectNo5xx(operation.method, url, {
        key: undefined,
        ...(byUser ? { token: of.accessToken } : { key: of.key }),
      });
  };
  await Promise.all([client(), client()]);
}

test("no time or number at an edge makes a 5xx in any query parameter", { timeout: LIMIT_MS }, async () => {
  for (const of of [known, knownToOperator])
    for (const operation of of.operations.filter(({ parameters }) => parameters.length > 0))
      await expectNo5xxInQuery(operation, of);
});

describe.each(["minute", "hour", "day"])("a range in intervals of a %s", (interval) => {
  test.each(["/api/v1/usage/series", "/api/v1/keys/{id}/usage"])("at the edges of time: %s", async (path) => {
    const url = path.replace("{id}", known.ids.keys!);
    for (const [from, to] of some(RANGES))
      await expectNo5xx("GET", `${url}?${new URLSearchParams({ from, to, interval })}`);
  });
});

/** The example of a body with one value replaced, once for each number and text in it. */
function changed(example: unknown, value: unknown): unknown[] {
  if (typeof example !== "object" || example === null) return [value];
  return Object.entries(example).flatMap(([name, member]) =>
    changed(member, value).map((other) =>
      Array.isArray(example)
        ? example.map((item, at) => (String(at) === name ? other : item))
        : { ...example, [name]: other },
    ),
  );
}

/** `"1e400"` → 1e400, as it is written in JSON. */
const rawNumbers = NUMBERS.filter((text) => /^-?\d+(\.\d+)?(e\d+)?$/.test(text));

test("no time or number at an edge makes a 5xx in any field of a body", { timeout: LIMIT_MS }, async () => {
  const writes = known.operations.filter(({ example, path }) => example && path !== "/api/v1/auth/logout");
  for (const operation of writes) {
    const { example } = operation;
    for (const value of some(TIMES))
      await Promise.all(
        [...changed(example, value), { ...example, expires_at: value }].map((body) =>
          expectNo5xx(operation.method, pathOf(operation, known), { body }),
        ),
      );
    for (const number of some(rawNumbers))
      await Promise.all(
        changed(example, "number").map((body) =>
          expectNo5xx(operation.method, pathOf(operation, known), {
            rawBody: JSON.stringify(body).replace('"number"', number),
          }),
        ),
      );
  }
});
