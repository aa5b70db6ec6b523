import { expect, test } from "vitest";
import { keyOf, memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { changeKey } from "#lib/keys/keys.ts";
import { createScope } from "#lib/scopes/scopes.ts";
import { getWorkspaceDetail } from "#lib/workspaces/workspace-detail.ts";
import { changeWorkspace } from "#lib/workspaces/workspaces.ts";

const now = new Date();
const ada = await person("ada");
const read = (actor: Parameters<typeof getWorkspaceDetail>[0]) =>
  getWorkspaceDetail(actor, ada.workspaceId, now);

test("without rules, the plan's limits are in force, and nothing is counted", async () => {
  const { limits, key_policy } = await read(ada);
  expect(limits).toMatchObject({ requests_per_minute: 60, max_active_keys: null, active_keys: null });
  expect(key_policy).toMatchObject({ require_expiry: false, max_lifetime_days: null });
  expect(await read(ada)).toMatchObject({
    plan_name: "Trial",
    allowed: { max_active_keys: null, require_expiry: false },
    operator_limits: { requests_per_minute: null, monthly_quota: null, max_active_keys: null },
  });
});

test("everyone sees the scopes that they can give a new key", async () => {
  await createScope(ada, { name: "orders:read" }, now, null);
  const scopesFor = async (actor: typeof ada) => (await read(actor)).key_policy.grantable_scopes;
  expect(await scopesFor(ada)).toEqual(expect.arrayContaining(["orders:read", "data:write", "audit:read"]));
  const developer = await memberOf(ada, "developer", "developer");
  expect(await scopesFor(developer)).toContain("orders:read");
  expect(await scopesFor(developer)).not.toContain("audit:read");
  expect(await scopesFor(await memberOf(ada, "viewer", "viewer"))).toEqual([]);
  const manager = await keyOf(ada, { scopes: ["keys:write", "workspace:read", "data:read"] });
  expect((await read(manager.actor)).key_policy.grantable_scopes.toSorted()).toEqual([
    "data:read",
    "keys:write",
    "workspace:read",
  ]);
  const reader = await keyOf(ada, { scopes: ["workspace:read"] });
  expect((await read(reader.actor)).key_policy.grantable_scopes).toEqual([]);
});

test("the workspace's rules are in force, and only active keys are counted", async () => {
  const { id } = await keyOf(ada);
  await changeKey(ada, id, { enabled: false }, now);
  await changeWorkspace(ada, ada.workspaceId, {
    max_active_keys: 10,
    max_lifetime_days: 30,
    rotation_overlap_max_seconds: 60,
    grantable_scopes: ["orders:read", "keys:read"],
  });
  const { limits, key_policy } = await read(ada);
  expect(limits).toMatchObject({ max_active_keys: 10, active_keys: 2, rotation_overlap_max_seconds: 60 });
  expect(key_policy).toMatchObject({ require_expiry: true, max_lifetime_days: 30 });
  expect(key_policy.grantable_scopes.toSorted()).toEqual(["keys:read", "orders:read"]);
});
