import { expect, test } from "vitest";
import { inOrder } from "#db/move/tables.ts";

const tables = (...names: string[]) => names.map((name) => ({ name }));

test("a table comes after all those that it refers to, and may refer to itself", () => {
  const references = [
    { from: "keys", to: "workspaces" },
    { from: "workspaces", to: "plans" },
    { from: "keys", to: "keys" },
  ];
  expect(inOrder(tables("keys", "plans", "users", "workspaces"), references)).toEqual(
    tables("plans", "users", "workspaces", "keys"),
  );
});

test("tables that refer to each other are refused", () => {
  const circle = [
    { from: "a", to: "b" },
    { from: "b", to: "a" },
  ];
  expect(() => inOrder(tables("a", "b"), circle)).toThrow("refer to each other: a, b");
});
