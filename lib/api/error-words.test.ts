import { expect, test } from "vitest";
import { z } from "zod";
import { Login } from "#lib/accounts/schema.ts";
import { parseBody, parseQuery } from "#lib/api/parse-request.ts";
import { loadRoutes } from "#lib/api/routes.ts";
import { Rfc3339 } from "#lib/instant.ts";
import { NewKey } from "#lib/keys/schema.ts";
import type { FieldError, Problem } from "#lib/problem.ts";

const errorsOf = async (schema: z.ZodType, body: unknown): Promise<FieldError[]> => {
  const request = new Request("http://localhost/", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const refusal = await parseBody(schema, request).catch((error: Problem) => error);
  return (refusal as Problem | undefined)?.extras?.errors ?? [];
};

const Kinds = z.strictObject({
  text: z.string().min(2).max(3),
  number: z.number().min(1).max(2),
  whole: z.int(),
  yes: z.boolean(),
  list: z.array(z.string()).min(1).max(1),
  inner: z.strictObject({ a: z.string() }),
  map: z.record(z.string().max(2), z.unknown()),
  choice: z.enum(["live", "test"]),
  letter: z.enum(["a", "b", "c", "d", "e"]),
  at: Rfc3339,
});
const GOOD = {
  text: "ab",
  number: 1,
  whole: 1,
  yes: true,
  list: ["a"],
  inner: { a: "" },
  map: {},
  choice: "live",
  letter: "a",
  at: "2026-11-01T00:00:00Z",
};

test.each<[body: object, pointer: string, code: string, detail: string]>([
  [{ text: undefined }, "/text", "required", "This is required."],
  [{ list: undefined }, "/list", "required", "This is required."],
  [{ inner: {} }, "/inner/a", "required", "This is required."],
  [{ text: 5 }, "/text", "invalid_type", "Must be a string, not a number."],
  [{ text: null }, "/text", "invalid_type", "Must be a string, not null."],
  [{ text: ["ab"] }, "/text", "invalid_type", "Must be a string, not an array."],
  [{ text: {} }, "/text", "invalid_type", "Must be a string, not an object."],
  [{ text: true }, "/text", "invalid_type", "Must be a string, not a boolean."],
  [{ text: "a" }, "/text", "too_small", "Must have at least 2 characters."],
  [{ text: "abcd" }, "/text", "too_big", "Must have at most 3 characters."],
  [{ number: "1" }, "/number", "invalid_type", "Must be a number, not a string."],
  [{ number: 0 }, "/number", "too_small", "Must be at least 1."],
  [{ number: 3 }, "/number", "too_big", "Must be at most 2."],
  [{ whole: 1.5 }, "/whole", "invalid_type", "Must be a whole number."],
  [{ whole: "1" }, "/whole", "invalid_type", "Must be a number, not a string."],
  [{ yes: "true" }, "/yes", "invalid_type", "Must be true or false, not a string."],
  [{ list: "a" }, "/list", "invalid_type", "Must be an array, not a string."],
  [{ list: [] }, "/list", "too_small", "Must have at least 1 item."],
  [{ list: ["a", "b"] }, "/list", "too_big", "Must have at most 1 item."],
  [{ list: [1] }, "/list/0", "invalid_type", "Must be a string, not a number."],
  [{ inner: "a" }, "/inner", "invalid_type", "Must be an object, not a string."],
  [{ map: [] }, "/map", "invalid_type", "Must be an object, not an array."],
  [
    { map: { abc: 1 } },
    "/map/abc",
    "invalid_key",
    "Has a name that isn't allowed: must have at most 2 characters.",
  ],
  [{ choice: "x" }, "/choice", "invalid_value", 'Must be "live" or "test".'],
  [{ choice: undefined }, "/choice", "required", "This is required."],
  [{ choice: null }, "/choice", "invalid_value", 'Must be "live" or "test".'],
  [{ letter: "x" }, "/letter", "invalid_value", 'Must be one of "a", "b", "c", "d", "e".'],
  [{ at: "today" }, "/at", "invalid_format", "Must be an RFC 3339 time, such as 2030-01-31T12:00:00Z."],
  [{ at: "0000-01-01T00:00:00Z" }, "/at", "invalid", "Must be between the years 1 and 9999 (UTC)."],
  [{ other: 1 }, "/other", "unknown_field", "Unknown field."],
])("%j: %s %s %s", async (body, pointer, code, detail) => {
  expect(await errorsOf(Kinds, { ...GOOD, ...body })).toEqual([{ pointer, code, detail }]);
});

test("a body that is no object, and parameters, get the same words", async () => {
  expect(await errorsOf(Kinds, "x")).toEqual([
    { pointer: "", code: "invalid_type", detail: "Must be an object, not a string." },
  ]);
  const query = z.strictObject({ limit: z.coerce.number().int(), from: z.string() });
  expect(() => parseQuery(query, new URLSearchParams("limit=x&from=y"))).toThrow(
    '"limit": Must be a number.',
  );
  expect(() => parseQuery(query, new URLSearchParams("limit=1"))).toThrow('"from": This is required.');
  expect(() => parseQuery(query, new URLSearchParams("limit=1&from=y&form=z"))).toThrow(
    '"form": Unknown parameter.',
  );
});

test("a schema's own words win", async () => {
  expect(await errorsOf(Login, { email: "x", password: "" })).toEqual([
    {
      pointer: "/email",
      code: "invalid_format",
      detail: "Enter a valid email address, such as ada@example.com.",
    },
    { pointer: "/password", code: "too_small", detail: "Enter a password." },
  ]);
  expect(await errorsOf(NewKey, { name: 5 })).toEqual([
    { pointer: "/name", code: "invalid_type", detail: "Must be a string, not a number." },
  ]);
});

test("no endpoint answers in the words of a library, whatever is sent", async () => {
  const values = [undefined, null, 5, -1, 1e300, "", "x", "x".repeat(1000), true, [], [null], {}, { x: 1 }];
  const schemas = (await loadRoutes()).flatMap(({ methods }) =>
    [...methods.values()].flatMap(({ spec }) => spec.body ?? []),
  );
  const details = new Set<string>();
  for (const schema of schemas)
    for (const value of values)
      for (const body of [value, ...membersOf(schema).map((name) => ({ [name]: value }))])
        for (const { detail } of await errorsOf(schema, body ?? null)) details.add(detail);
  expect(details.size).toBeGreaterThan(15);
  for (const detail of details) {
    expect(detail).not.toMatch(/invalid|expected|received|undefined|NaN|too (big|small)|pattern|regex/i);
    expect(detail).toMatch(/^[A-Z].*\.$/);
  }
});

const membersOf = (schema: unknown): string[] => {
  const object = schema as { shape?: object; def?: { innerType?: unknown } } | undefined;
  return object?.shape
    ? Object.keys(object.shape)
    : object?.def?.innerType
      ? membersOf(object.def.innerType)
      : [];
};
