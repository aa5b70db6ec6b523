import { expect, test } from "vitest";
import { type Column, fields, table } from "./table.ts";
import { shorten, widthOf } from "./width.ts";

interface Row {
  name: string | null;
  path: string;
  count: number;
}

const COLUMNS: Column<Row>[] = [
  { title: "NAME", value: ({ name }) => name, shortest: 6 },
  { title: "PATH", value: ({ path }) => path, shortest: 8 },
  { title: "COUNT", value: ({ count }) => count, alignRight: true },
];
const ROWS: Row[] = [
  { name: "ci-pipeline", path: "/v1/orders/with/a/long/path/of/an/api", count: 12 },
  { name: null, path: "/v1", count: 12_345 },
];

test("a table that fits isn't changed", () => {
  expect(table(ROWS, COLUMNS, 80)).toBe(
    [
      "NAME         PATH                                   COUNT",
      "ci-pipeline  /v1/orders/with/a/long/path/of/an/api     12",
      "-            /v1                                    12345",
    ].join("\n"),
  );
});

test("a table that doesn't fit has its widest columns shortened", () => {
  expect(table(ROWS, COLUMNS, 36)).toBe(
    [
      "NAME         PATH              COUNT",
      "ci-pipeline  /v1/orders/with…     12",
      "-            /v1               12345",
    ].join("\n"),
  );
});

test("a row is a block of lines if its columns can't be short enough", () => {
  expect(table(ROWS, COLUMNS, 20)).toBe(
    [
      "name   ci-pipeline",
      "path   /v1/orders/wi",
      "       th/a/long/pat",
      "       h/of/an/api",
      "count  12",
      "",
      "name   -",
      "path   /v1",
      "count  12345",
    ].join("\n"),
  );
});

test("no line is wider than the terminal, whatever its width and the characters", () => {
  const rows = [
    "日本語のとても長い名前です",
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 family",
    "e\u0301".repeat(40),
    "plain",
  ].map((name) => ({
    name,
    path: `/${name}`,
    count: 1,
  }));
  for (let width = 24; width <= 100; width += 1)
    for (const line of table(rows, COLUMNS, width).split("\n"))
      expect(widthOf(line), `${width}: ${line}`).toBeLessThanOrEqual(width);
});

test("values from others can't control the terminal", () => {
  const attack = "a\x1b]0;owned\x07\x9b31mred\u202eabc\r\nnext";
  const printed = table([{ name: attack, path: attack, count: 1 }], COLUMNS, 120);
  expect(printed.split("\n")).toHaveLength(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
  expect(printed).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(fields([["name", attack]], 80)).toBe("name  a·]0;owned··31mred·abc  next");
});

test("text is shortened between characters that people see", () => {
  expect(shorten("日本語", 4)).toBe("日…");
  expect(shorten("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3)).toBe("👩‍👩‍👧‍👦…");
  expect(shorten("abc", 3)).toBe("abc");
});
