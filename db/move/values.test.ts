import fc from "fast-check";
import { expect, test } from "vitest";
import type { Kind, MovedTable } from "#db/move/tables.ts";
import { isSame, type StoredValue, toMovedRow, UnmovableValue } from "#db/move/values.ts";

const tableOf = (kind: Kind, name = "t"): MovedTable => ({
  name,
  columns: [{ name: "value", kind }],
  key: [0],
  order: ["rowid"],
});
const convert = (kind: Kind, value: StoredValue, table = "t") => toMovedRow(tableOf(kind, table), [value])[0];

test.each<[Kind, StoredValue, string | null]>([
  ["text", "Müller 🦆", "Müller 🦆"],
  ["text", "", ""],
  ["text", null, null],
  ["integer", 9_007_199_254_740_993n, "9007199254740993"],
  ["integer", -1n, "-1"],
  // SQLite stores what the driver bound as REAL.
  ["integer", 5, "5"],
  ["boolean", 0n, "false"],
  ["boolean", 1n, "true"],
  ["time", 1_764_288_000_123n, "1764288000123"],
  ["time", 1_764_288_000_123.9, "1764288000123"],
  ["time", -1n, "-1"],
  ["json", '{"a": 1}', '{"a": 1}'],
  ["json", "null", "null"],
])("%s %s becomes %s", (kind, value, expected) => {
  expect(convert(kind, value)).toBe(expected);
});

test.each<[Kind, StoredValue]>([
  ["text", 5n],
  ["text", Buffer.from("blob")],
  ["integer", "five"],
  ["integer", 1.5],
  ["boolean", 2n],
  ["time", "yesterday"],
  ["json", 1n],
])("%s can't be %s", (kind, value) => {
  expect(() => convert(kind, value)).toThrow(UnmovableValue);
});

test("in the request log, what PostgreSQL can't store is replaced, and nowhere else", () => {
  expect(convert("text", "a\0b", "requests")).toBe("a\ufffdb");
  expect(convert("json", '["a\\u0000b", "\\uD800", "\\ud83e\\udd86", "\\\\u0000"]', "requests")).toBe(
    JSON.stringify(["a\ufffdb", "\ufffd", "🦆", "\\u0000"]),
  );
  expect(convert("text", "a\0b", "users")).toBe("a\0b");
  expect(convert("json", '["\\u0000"]', "audit_events")).toBe('["\\u0000"]');
});

test("JSON is compared by its value, and everything else by its text", () => {
  const json = { name: "value", kind: "json" as const };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(isSame(json, text, JSON.stringify(JSON.parse(text), null, 1))).toBe(true);
    }),
  );
  expect(isSame(json, '{"a":1,"b":[1,2]}', '{"b": [1, 2], "a": 1}')).toBe(true);
  expect(isSame(json, '{"a":-0}', '{"a": 0}')).toBe(true);
  expect(isSame(json, "[1,2]", "[2,1]")).toBe(false);
  expect(isSame(json, '{"a":1}', '{"a":1,"b":null}')).toBe(false);
  expect(isSame(json, "null", null)).toBe(false);
  const text = { name: "value", kind: "text" as const };
  expect(isSame(text, "{}", "{ }")).toBe(false);
  expect(isSame(text, null, "")).toBe(false);
  expect(isSame(text, null, null)).toBe(true);
});
