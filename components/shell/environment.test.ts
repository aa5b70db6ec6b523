import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inEnvironment } from "#components/shell/environment.ts";

test("a link stays in its environment, and live needs no parameter", () => {
  expect(inEnvironment("/settings/usage", "live")).toBe("/settings/usage");
  expect(inEnvironment("/settings/usage", "test")).toBe("/settings/usage?environment=test");
  expect(inEnvironment("/settings/usage?range=7d", "test")).toBe("/settings/usage?range=7d&environment=test");
});

/** Pages around the dashboard, which have no environment. */
const outside = /^components\/(auth|invitations|landing|site)\/|new-workspace-form|shell\/operator-shell/;

test("every link from one page of the dashboard to another keeps the environment", () => {
  const links = globSync("components/**/*.tsx")
    .filter((file) => !outside.test(file))
    .filter((file) => /href=("|\{`)\/settings/.test(readFileSync(file, "utf8")));
  expect(links).toEqual([]);
});
