import { expect, test } from "vitest";
import { policyBody } from "#components/workspaces/policy-body.ts";
import type { Workspace } from "#lib/workspaces/schema.ts";

const before = {
  max_active_keys: 5,
  rotation_overlap_max_seconds: 3600,
  require_expiry: true,
  max_lifetime_days: null,
  grantable_scopes: ["b:read", "a:read"],
} as Workspace;

function formOf(entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}
const unchanged: [string, string][] = [
  ["max_active_keys", "5"],
  ["rotation_overlap_max_seconds", "3600"],
  ["has_require_expiry", "1"],
  ["require_expiry", "on"],
  ["max_lifetime_days", ""],
  ["grantable_scopes.choice", "some"],
  ["grantable_scopes", "a:read"],
  ["grantable_scopes", "b:read"],
];
const without = (...names: string[]) => unchanged.filter(([name]) => !names.includes(name));

test("only the rules that were changed are sent", () => {
  expect(policyBody(formOf(unchanged), before)).toEqual({});
  expect(policyBody(formOf([...without("max_lifetime_days"), ["max_lifetime_days", "90"]]), before)).toEqual({
    max_lifetime_days: 90,
  });
});

test("an empty number removes the rule, a wrong one is for the API to refuse, and a check box that isn't shown changes nothing", () => {
  expect(policyBody(formOf([...without("max_active_keys"), ["max_active_keys", " "]]), before)).toEqual({
    max_active_keys: null,
  });
  expect(policyBody(formOf([...without("max_active_keys"), ["max_active_keys", "1e3"]]), before)).toEqual({
    max_active_keys: "1e3",
  });
  expect(policyBody(formOf(without("require_expiry")), before)).toEqual({ require_expiry: false });
  expect(policyBody(formOf(without("require_expiry", "has_require_expiry")), before)).toEqual({});
});

test("all scopes is null, and no scope is an empty list", () => {
  expect(
    policyBody(formOf([...without("grantable_scopes.choice"), ["grantable_scopes.choice", "all"]]), before),
  ).toEqual({
    grantable_scopes: null,
  });
  expect(policyBody(formOf(without("grantable_scopes")), before)).toEqual({ grantable_scopes: [] });
});
