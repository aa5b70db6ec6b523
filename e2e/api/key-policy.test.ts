import { expect, inject, test } from "vitest";
import { expectError, imported, inDays, newWorkspace, onPlan } from "#e2e/api/policies.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { dataOf } from "#e2e/conformance/api-client.ts";
import { connectTo } from "#e2e/test-server.ts";

type Workspace = Awaited<ReturnType<typeof newWorkspace>>;

const server = connectTo(inject("server"));

const POLICIES: Record<string, (of: Workspace) => Promise<void>> = {
  "the workspace": ({ configure }) => configure({ require_expiry: true, max_lifetime_days: 30 }),
  "the plan": (of) => onPlan(server, of, { require_expiry: true, max_lifetime_days: 30 }),
  "both, of which the stricter wins": async (of) => {
    await of.configure({ max_lifetime_days: 30 });
    await onPlan(server, of, { require_expiry: true, max_lifetime_days: 365 });
  },
};

test.each(Object.keys(POLICIES))("keys must expire in time as %s demands", async (whose) => {
  const of = await newWorkspace(server);
  const { client } = of;
  const older = dataOf(await client.post("/keys", { name: "older" }), 201);
  await POLICIES[whose]!(of);

  expectError(await client.post("/keys", {}), "/expires_at", "expiry_required");
  expectError(await client.post("/keys", { expires_at: null }), "/expires_at", "expiry_required");
  expectError(await client.post("/keys", { expires_at: inDays(31) }), "/expires_at", "lifetime_exceeded");
  const key = dataOf(await client.post("/keys", { expires_at: inDays(29) }), 201);

  const good = imported({ expires_at: inDays(29) });
  const keys = (second: object) => ({ keys: [good, imported(second)] });
  expectError(await client.post("/keys/import", keys({})), "/keys/1/expires_at", "expiry_required");
  const late = keys({ expires_at: inDays(31) });
  expectError(await client.post("/keys/import", late), "/keys/1/expires_at", "lifetime_exceeded");
  dataOf(await client.post("/keys/import", keys({ expires_at: inDays(1) })), 201);

  const path = `/keys/${key.id}`;
  expectError(await client.patch(path, { expires_at: null }), "/expires_at", "expiry_required");
  expectError(await client.patch(path, { expires_at: inDays(31) }), "/expires_at", "lifetime_exceeded");
  expect(dataOf(await client.get(path)).expires_at).toBe(key.expires_at);
  dataOf(await client.patch(path, { expires_at: inDays(29.5) }));

  // Older keys stay, and can be changed, rotated and made stricter.
  expect(dataOf(await client.get("/keys")).map(({ id }: { id: string }) => id)).toContain(older.id);
  dataOf(await client.patch(`/keys/${older.id}`, { name: "renamed", expires_at: null }));
  const { secret } = dataOf(await client.post(`/keys/${older.id}/rotate`));
  expect((await client.get("/me", { key: secret })).status).toBe(200);
  expectError(
    await client.patch(`/keys/${older.id}`, { expires_at: inDays(31) }),
    "/expires_at",
    "lifetime_exceeded",
  );
  dataOf(await client.patch(`/keys/${older.id}`, { expires_at: inDays(29) }));
  expectError(
    await client.patch(`/keys/${older.id}`, { expires_at: null }),
    "/expires_at",
    "expiry_required",
  );
});

test("a key's lifetime counts from its creation, also when it is extended", async () => {
  const { client, id } = await newWorkspace(server, { max_lifetime_days: 10 });
  const key = dataOf(await client.post("/keys", { expires_at: inDays(2) }), 201);
  const earlier =
    server.dialect === "sqlite" ? Date.now() - 5 * 86_400_000 : new Date(Date.now() - 5 * 86_400_000);
  await query(server, "update api_keys set created_at = $1 where workspace_id = $2", [earlier, id]);
  expectError(
    await client.patch(`/keys/${key.id}`, { expires_at: inDays(6) }),
    "/expires_at",
    "lifetime_exceeded",
  );
  dataOf(await client.patch(`/keys/${key.id}`, { expires_at: inDays(4.9) }));
});

test("an imported key that has expired is refused where it is", async () => {
  const { client } = await newWorkspace(server);
  const keys = [imported(), imported({ expires_at: inDays(-1) })];
  expectError(await client.post("/keys/import", { keys }), "/keys/1/expires_at", "not_in_the_future");
});

test("the policy also holds for keys that create keys", async () => {
  const { client, configure } = await newWorkspace(server);
  const { secret: key } = dataOf(await client.post("/keys", { scopes: ["keys:write", "data:read"] }), 201);
  await configure({ require_expiry: true, grantable_scopes: ["data:write"] });
  expectError(await client.post("/keys", {}, { key }), "/expires_at", "expiry_required");
  const expires_at = inDays(1);
  expectError(
    await client.post("/keys", { expires_at, scopes: ["data:read"] }, { key }),
    "/scopes/0",
    "scope_not_grantable",
  );
  // What the key itself doesn't have comes first.
  expectProblem(
    await client.post("/keys", { scopes: ["data:write"] }, { key }),
    403,
    "forbidden",
    "scope_escalation",
  );
});

test("keys only get grantable scopes, and keep the ones they have", async () => {
  const { client, configure } = await newWorkspace(server);
  const older = dataOf(await client.post("/keys", { scopes: ["data:write", "keys:read"] }), 201);
  await configure({ grantable_scopes: ["data:read"] });
  const both = { scopes: ["data:read", "data:write"] };
  expectError(await client.post("/keys", both), "/scopes/1", "scope_not_grantable");
  expectError(
    await client.post("/keys/import", { keys: [imported(both)] }),
    "/keys/0/scopes/1",
    "scope_not_grantable",
  );
  const key = dataOf(await client.post("/keys", { scopes: ["data:read"] }), 201);
  expectError(await client.patch(`/keys/${key.id}`, both), "/scopes/1", "scope_not_grantable");
  expect(dataOf(await client.patch(`/keys/${older.id}`, both)).scopes).toEqual(both.scopes);
  expectError(
    await client.patch(`/keys/${older.id}`, { scopes: ["keys:read"] }),
    "/scopes/0",
    "scope_not_grantable",
  );
  await configure({ grantable_scopes: [] });
  expectError(await client.post("/keys", { scopes: ["data:read"] }), "/scopes/0", "scope_not_grantable");
  await configure({ grantable_scopes: null });
  dataOf(await client.post("/keys", both), 201);
});

test.each<[string, object, string, string]>([
  ["a lifetime of 0 days", { max_lifetime_days: 0 }, "/max_lifetime_days", "too_small"],
  ["a lifetime of 11 years", { max_lifetime_days: 4015 }, "/max_lifetime_days", "too_big"],
  ["half a day", { max_lifetime_days: 0.5 }, "/max_lifetime_days", "invalid_type"],
  ["a text for require_expiry", { require_expiry: "yes" }, "/require_expiry", "invalid_type"],
  ["null for require_expiry", { require_expiry: null }, "/require_expiry", "invalid_type"],
  [
    "an unknown grantable scope",
    { grantable_scopes: ["data:read", "no:such"] },
    "/grantable_scopes/1",
    "unknown_scope",
  ],
  [
    "grantable scopes that aren't a list",
    { grantable_scopes: "data:read" },
    "/grantable_scopes",
    "invalid_type",
  ],
])("%s is refused", async (_, settings, pointer, code) => {
  const { client, id } = await newWorkspace(server);
  expectError(await client.patch(`/workspaces/${id}`, settings), pointer, code);
});

test("members can't set what only the operator sets", async () => {
  const { client, id } = await newWorkspace(server);
  for (const name of ["plan", "own_max_active_keys", "suspended", "limits", "deleted_at"])
    expectProblem(await client.patch(`/workspaces/${id}`, { [name]: 1 }), 422, "unknown_field");
});
