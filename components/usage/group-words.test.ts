import { expect, test } from "vitest";
import { namedGroups } from "#components/usage/group-words.ts";

const group = (id: string | null, name: string | null = id, hint: string | null = null) => ({
  id,
  name,
  hint,
});

test("keys have their name and hint, and without a name the hint alone", () => {
  const id = `key_${"a".repeat(25)}`;
  expect(
    namedGroups([group(id, "worker", "lk_live_…aaaa"), group(id, null, "lk_live_…bbbb")], "key"),
  ).toEqual([
    { id, name: "worker", hint: "lk_live_…aaaa" },
    { id, name: "lk_live_…bbbb", hint: null },
  ]);
});

test("the ID of a key that isn't known any more is shown in full", () => {
  const id = `key_${"a".repeat(25)}`;
  expect(namedGroups([group(id)], "key")[0]?.name).toBe(id);
});

test("gateways' requests are called decisions", () => {
  expect(namedGroups([group("GET /gate"), group("GET /api/v1/me")], "route").map(({ name }) => name)).toEqual(
    ["Decisions for your gateway (GET)", "GET /api/v1/me"],
  );
});

test("successes, unknown codes and the rest have words", () => {
  const names = namedGroups([group("ok"), group(null), group("not_found"), group("other")], "code");
  expect(names.map(({ name }) => name)).toEqual([
    "Succeeded",
    "Unknown (counted before codes were)",
    "not_found",
    "Other codes",
  ]);
});
