import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { createKey } from "#lib/keys/create.ts";
import { listKeys } from "#lib/keys/keys.ts";

const now = new Date();
const ada = await person("ada");
const names = ["b", "A", "c", null, "B", "ä", null, "Á", "a", "50%", null];
for (const [at, name] of names.entries())
  await createKey(
    ada,
    {
      name,
      scopes: [],
      environment: at % 2 === 0 ? "live" : "test",
      expires_at: at % 3 === 0 ? null : new Date(now.getTime() + 100_000 - (at % 4) * 1000).toISOString(),
    },
    new Date(now.getTime() + at * 10),
    null,
  );

const SORTS = ["created_at", "-created_at", "name", "-name", "expires_at", "-expires_at"] as const;
type Query = Omit<Parameters<typeof listKeys>[1], "limit">;

async function allOf(query: Query, limit: number) {
  const found = [];
  let cursor: string | undefined;
  do {
    const page = await listKeys(ada, { ...query, limit, cursor }, now);
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return found;
}

test.each(SORTS)("sorted by %s, pages of any size have every key once and in order", async (sort) => {
  const whole = await allOf({ sort }, 100);
  expect(new Set(whole.map(({ id }) => id)).size).toBe(names.length);
  for (const limit of [1, 2, 3, 5, 10, 11]) expect(await allOf({ sort }, limit)).toEqual(whole);
  const name = sort.replace("-", "") as "created_at" | "name" | "expires_at";
  const values = whole.map((key) => key[name]);
  const present = values.filter((value) => value !== null);
  expect(values).toEqual([...present, ...Array(values.length - present.length).fill(null)]);
  const ascending = sort.startsWith("-") ? present.toReversed() : present;
  const ascii = ascending.map((value) => value.toLowerCase()).filter((value) => /^[\w%:.-]+$/.test(value));
  expect(ascii).toEqual(ascii.toSorted());
});

test.each(SORTS)("sorted by %s, filters keep the order and leave out the rest", async (sort) => {
  const whole = await allOf({ sort }, 100);
  const tests = whole.filter(({ environment }) => environment === "test");
  expect(tests).toHaveLength(5);
  for (const limit of [1, 2, 5]) expect(await allOf({ sort, environment: "test" }, limit)).toEqual(tests);
  expect(await allOf({ sort, status: ["active", "revoked"] }, 3)).toEqual(whole);
  expect(await allOf({ sort, status: ["disabled", "revoked"] }, 3)).toEqual([]);
});
