import { expect, test } from "vitest";
import type { MovedTable } from "#db/move/tables.ts";
import { countedHours } from "#lib/move/counted-hours.ts";

const NAMES = [
  "since",
  "until",
  "counting_hour",
  "counting_workspace_id",
  "counting_from",
  "uncounted_up_to",
];
const table: MovedTable = {
  name: "key_hours_counted",
  columns: NAMES.map((name) => ({ name, kind: "text" as const })),
  key: [0],
  order: ["rowid"],
};
const at = (iso: string) => String(Date.parse(iso));
const NEVER = at("9999-01-01T00:00:00Z");
const began = Date.parse("2026-11-28T10:30:00Z");

test("SQLite's counts, which never end, are complete up to the hour in which the move began", () => {
  const row = ["0", NEVER, null, "", null, "7"];
  expect(countedHours(table, row, began)).toEqual(["0", at("2026-11-28T10:00:00Z"), null, "", null, null]);
});

test("an older hour that was being counted is counted again", () => {
  const since = at("2026-11-20T07:00:00Z");
  const row = [since, NEVER, at("2026-11-20T06:00:00Z"), "ws_1", at("2026-11-20T06:30:00Z"), "7"];
  expect(countedHours(table, row, began)).toEqual([since, at("2026-11-28T10:00:00Z"), null, "", null, null]);
});

test("a database that will only count from the next hour on has no complete hour yet", () => {
  const row = [at("2026-11-28T11:00:00Z"), NEVER, null, "", null, null];
  const hour = at("2026-11-28T10:00:00Z");
  expect(countedHours(table, row, began)).toEqual([hour, hour, null, "", null, null]);
});
