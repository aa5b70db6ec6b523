import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { PREPARED } from "#e2e/api/tenant-table/prepared.ts";
import { targetsOf, withIds } from "#e2e/api/tenant-table/targets.ts";
import { DEVELOPER_SCOPES, prepareSetting, type Setting, World } from "#e2e/api/tenant-table/world.ts";
import { connectTo } from "#e2e/test-server.ts";
import { loadRoutes } from "#lib/api/routes.ts";

// What the tenant table doesn't say: keys that have every scope but one, and that strangers' things stay as they are.
const server = connectTo(inject("server"));
const scoped = (await loadRoutes()).flatMap(({ path, methods }) =>
  [...methods].flatMap(([method, { spec }]) =>
    spec.scope && spec.access !== "user" ? [{ method, path, scope: spec.scope }] : [],
  ),
);
let setting: Setting;

beforeAll(async () => {
  setting = await prepareSetting(server);
});
afterAll(() => setting.store.close());

test.each(scoped)(
  "$method $path with a key that has every scope but $scope gets 403 naming it",
  async ({ method, path, scope }) => {
    const world = new World(setting);
    const scopes = [...DEVELOPER_SCOPES, "audit:read"].filter((name) => name !== scope);
    const { secret } = await world.newKey(await world.person("owner"), { scopes });
    const ids = await Promise.all(targetsOf(path).map((target) => target(world)));
    const body = await PREPARED[`${method} ${path}`]?.body?.(world);
    const refused = await call(server, method, withIds(path, ids), { key: secret, body });
    expectProblem(refused, 403, "forbidden", "insufficient_scope");
    expect(refused.body.required_scopes).toEqual([scope]);
  },
);

test("a stranger's attempts leave the workspace as it is", async () => {
  const world = new World(setting);
  const [id, key, owner] = [await world.workspace(), await world.key(), await world.person("owner")];
  const stranger = { token: (await world.person("owner", { of: "theirs" })).token };
  const body = { name: "taken over" };
  for (const [method, path] of [
    ["PATCH", `workspaces/${id}`],
    ["PATCH", `keys/${key.id}`],
    ["POST", `keys/${key.id}/rotate`],
    ["DELETE", `keys/${key.id}`],
  ] as const) {
    const sent = method === "PATCH" ? { ...stranger, body } : stranger;
    expectProblem(await call(server, method, `/api/v1/${path}`, sent), 404, "not_found");
  }
  const asOwner = { token: owner.token };
  const after = await call(server, "GET", `/api/v1/keys/${key.id}`, asOwner);
  expect(after.body.data).toMatchObject({ status: "active", name: "test", rotation: null });
  expect((await call(server, "GET", "/api/v1/me", { key: key.secret })).status).toBe(200);
  const workspace = await call(server, "GET", `/api/v1/workspaces/${id}`, asOwner);
  expect(workspace.body.data.name).toBe(`The workspace ${id}`);
});
