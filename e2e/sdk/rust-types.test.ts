import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateTypes, TYPES } from "#sdk/rust/generate.ts";

test("the types of the Rust SDK are those of the OpenAPI document; npm run sdk:types writes them", () => {
  expect(readFileSync(TYPES, "utf8")).toBe(generateTypes());
});
