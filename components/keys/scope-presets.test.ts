import { expect, test } from "vitest";
import { scopeChoices } from "#components/keys/scope-presets.ts";

const scope = (name: string, built_in = false) => ({ name, description: "", built_in, own: !built_in });
const scopes = [scope("keys:read", true), scope("orders:read"), scope("orders:write"), scope("reports:run")];
const names = scopes.map(({ name }) => name);

test("presets give scopes of the operator's API, never one that manages keys", () => {
  const choices = scopeChoices(scopes, names);
  expect(choices.presets).toEqual(["none", "read", "write", "custom"]);
  expect(choices.read).toEqual(["orders:read"]);
  expect(choices.readWrite).toEqual(["orders:read", "orders:write"]);
  expect(choices.grantable).toEqual(scopes);
});

test("presets give no scope that can't be granted", () => {
  const choices = scopeChoices(scopes, ["orders:read"]);
  expect(choices.presets).toEqual(["none", "read", "custom"]);
  expect(choices.refused).toEqual(["keys:read", "orders:write", "reports:run"]);
});

test("without any scope that can be granted, a key has none", () => {
  expect(scopeChoices(scopes, []).presets).toEqual(["none"]);
});
