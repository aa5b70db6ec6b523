import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { newId } from "#lib/ids.ts";
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
  } while (cursor && found.length < 1000);
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

test("a cursor only works with the sort that it was returned for", async () => {
  for (const sort of SORTS) {
    const { nextCursor } = await listKeys(ada, { sort, limit: 1 }, now);
    for (const other of SORTS.filter((each) => each !== sort))
      await expect(listKeys(ada, { sort: other, limit: 1, cursor: nextCursor! }, now)).rejects.toMatchObject({
        code: "invalid_cursor",
      });
  }
});

test("keys with the same name or expiration date are on one page each, and none is skipped", async () => {
  const bea = await person("bea");
  const expires_at = new Date(now.getTime() + 100_000).toISOString();
  for (let i = 0; i < 9; i += 1) await createKey(bea, { name: "ci", scopes: [], expires_at }, now, null);
  for (const sort of SORTS) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listKeys(bea, { sort, status: ["active"], limit: 2, cursor }, now);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor && seen.length < 100);
    expect(new Set(seen).size).toBe(9);
    expect(seen).toHaveLength(9);
  }
});

test("in every order, the few keys that match are found among thousands that don't", async () => {
  const cleo = await person("cleo");
  const rows = Array.from({ length: 5200 }, (_, at) => ({
    id: newId("key", now.getTime() + at),
    workspaceId: cleo.workspaceId,
    environment: at % 800 === 3 ? "test" : "live",
    name: at % 3 === 0 ? null : `Key ${(at * 7919) % 5200}`,
    hint: "lk",
    scopes: [],
    metadata: {},
    createdByType: "user",
    createdById: cleo.userId,
    createdAt: new Date(now.getTime() + Math.floor(at / 7)),
    expiresAt: at % 5 === 0 ? null : new Date(now.getTime() + 1_000_000 + ((at * 31) % 900)),
  }));
  for (let at = 0; at < rows.length; at += 650)
    await db()
      .insert(apiKeys)
      .values(rows.slice(at, at + 650));
  const wanted = rows.filter(({ environment }) => environment === "test").map(({ id }) => id);
  for (const sort of SORTS) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listKeys(cleo, { sort, environment: "test", limit: 2, cursor }, now);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor && seen.length < 100);
    expect(seen.toSorted(), sort).toEqual(wanted.toSorted());
  }
});

test.each([
  ["Été İstanbul", ["Été", "été", "ÉTÉ", "é İ", "İSTANBUL", "istanbul", "ISTANBUL", "İS"]],
  ["izmir ıĞDIR", ["İZMİR", "IZMIR", "i\u0307zmi\u0307r", "IĞdır", "ığ", "iğ"]],
  ["ΟΔΟΣ Straße", ["ΟΔΟΣ", "οδοσ", "οδος", "STRAßE", "ẞ", "strasse", "STRASSE", "ras", "ss"]],
  ["STRASSE οδός", ["straße", "STRAẞE", "ß", "ΟΔΌΣ", "όσ"]],
  ["100%_\\ Ä", ["%_", "_\\ ä"]],
])("a key named %s is found in any case", async (name, searches) => {
  const cleo = await person(`search-${searches[0]}`);
  const body = { scopes: [], environment: "live" as const };
  for (const each of [name, "Ete Ystanbul", "ODOS Strabe", "100xxx A"])
    await createKey(cleo, { ...body, name: each }, now, null);
  // A search finds hints, too, and these are random.
  await db().update(apiKeys).set({ hint: "0000…0000" }).where(eq(apiKeys.workspaceId, cleo.workspaceId));
  for (const q of searches)
    expect(
      (await listKeys(cleo, { q, limit: 10 }, now)).items.map((key) => key.name),
      q,
    ).toEqual([name]);
});
