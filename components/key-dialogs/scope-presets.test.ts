import { expect, test } from "vitest";
import { presetOf, scopeChoices } from "#components/key-dialogs/scope-presets.ts";

const scope = (name: string, built_in = false) => ({ name, description: "", built_in, own: !built_in });
const scopes = [scope("keys:read", true), scope("orders:read"), scope("orders:write"), scope("reports:run")];
const names = scopes.map(({ name }) => name);

test("presets give scopes of the operator's API, never one that manages keys", () => {
  const choices = scopeChoices(scopes, names);
  expect(choices.presets).toEqual(["none", "read", "write", "custom"]);
  expect(choices.given.read).toEqual(["orders:read"]);
  expect(choices.given.write).toEqual(["orders:read", "orders:write"]);
  expect(choices.offered).toEqual(scopes);
});

test("presets give no scope that can't be granted", () => {
  const choices = scopeChoices(scopes, ["orders:read"]);
  expect(choices.presets).toEqual(["none", "read", "custom"]);
  expect(choices.refused).toEqual(["keys:read", "orders:write", "reports:run"]);
});

test("without any scope that can be granted, a new key has none", () => {
  expect(scopeChoices(scopes, []).presets).toEqual(["none"]);
});

test("scopes that a key has can be kept, also if they can't be given any more or were deleted", () => {
  const choices = scopeChoices(scopes, ["orders:read"], ["reports:run", "gone:read"]);
  expect(choices.offered.map(({ name }) => name)).toEqual(["orders:read", "reports:run", "gone:read"]);
  expect(choices.lastChance).toEqual(["reports:run", "gone:read"]);
  expect(choices.refused).toEqual(["keys:read", "orders:write"]);
});

test.each([
  [[], "none"],
  [["orders:read"], "read"],
  [["orders:write", "orders:read"], "write"],
  [["orders:write"], "custom"],
  [["orders:read", "keys:read"], "custom"],
])("the scopes %j are the preset %s", (current, preset) => {
  expect(presetOf(current, scopeChoices(scopes, names, current))).toBe(preset);
});
