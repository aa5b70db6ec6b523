import { type HostileRow, refuses, rows } from "#e2e/api/hostile-people.ts";
import { unknownId } from "#e2e/api/tenant-table/targets.ts";
import type { World } from "#e2e/api/tenant-table/world.ts";

const MEMBERS = "/api/v1/workspaces/{id}/members";
const list = rows(`GET ${MEMBERS}`);
const change = rows(`PATCH ${MEMBERS}/{user_id}`);
const remove = rows(`DELETE ${MEMBERS}/{user_id}`);

const idsOf = (who: (world: World) => Promise<{ userId: string }>) => async (world: World) => [
  await world.workspace(),
  (await who(world)).userId,
];
const owner = idsOf((world) => world.person("owner"));
const admin = idsOf((world) => world.person("admin"));
const developer = idsOf((world) => world.person("developer"));
const stranger = idsOf((world) => world.person("owner", { of: "theirs" }));
const secondOwner = (world: World) => world.person("owner", { who: "second owner" });
const unknown = async (world: World) => [await world.workspace(), unknownId("usr_")];
const wrongKind = async (world: World) => [await world.workspace(), unknownId("key_")];

const VALUES: [string, unknown][] = [
  ["an unknown role", "king"],
  ["a role in capitals", "OWNER"],
  ["a role with NUL", "admin\0"],
  ["a role of the prototype", "__proto__"],
  ["no role", null],
  ["a number as role", 1],
  ["a list of roles", ["admin"]],
  ["an object as role", { $ne: "viewer" }],
];

const table: HostileRow[] = [
  list("a limit of 0", "400 invalid_parameter", { query: "?limit=0" }),
  list("a cursor that is garbage", "400 invalid_cursor", { query: "?cursor=garbage" }),
  list("an unknown filter", "400 invalid_parameter", { query: "?role[$ne]=viewer" }),
  list("an ID that isn't a user's", "400 invalid_parameter", { query: "?user_id=key_1" }),
  list("more than 100 IDs", "400 invalid_parameter", {
    query: `?user_id=${Array.from({ length: 101 }, (_, i) => `usr_${String(i).padStart(25, "0")}`).join()}`,
  }),
  list("an empty search", "400 invalid_parameter", { query: "?q=" }),
  list("a search with NUL", "400 invalid_parameter", { query: "?q=a%00b" }),
  list("a key", "403 forbidden/user_required", { as: "key" }),

  ...VALUES.map(([name, role]) => change(name, "422 validation_failed", { change: { role } })),
  change("an empty body", "422 validation_failed", { rawBody: "{}" }),
  change("a list as body", "422 validation_failed", { rawBody: '[{"role":"admin"}]' }),
  change("another workspace in the body", "422 unknown_field", { change: { workspace_id: "ws_1" } }),
  change("an unknown parameter", "400 invalid_parameter", { query: "?force=true" }),
  change("an admin makes an owner", "403 forbidden/insufficient_role", {
    as: "admin",
    change: { role: "owner" },
  }),
  change("an admin makes themselves an owner", "403 forbidden/insufficient_role", {
    as: "admin",
    ids: admin,
    change: { role: "owner" },
  }),
  change("an admin demotes an owner", "403 forbidden/insufficient_role", { as: "admin", ids: owner }),
  change("an admin demotes one of two owners", "403 forbidden/insufficient_role", {
    as: "admin",
    ids: owner,
    before: secondOwner,
  }),
  change("a developer makes themselves an admin", "403 forbidden/insufficient_role", {
    as: "developer",
    ids: developer,
    change: { role: "admin" },
  }),
  change("a viewer", "403 forbidden/insufficient_role", { as: "viewer" }),
  change("an owner's key", "403 forbidden/user_required", { as: "key" }),
  change("the last owner steps down", "409 conflict/last_owner", { ids: owner }),
  change("a user who doesn't exist", "404 not_found", { ids: unknown }),
  change("a user of another workspace", "404 not_found", { ids: stranger }),
  change("an ID of a key", "404 not_found", { ids: wrongKind }),
  change("another owner, in their own workspace", "404 not_found", { as: "stranger" }),
  change("an operator who is no member", "404 not_found", { as: "operator" }),

  ...["maybe", "", "true&revoke_keys=false", "%00"].map((value) =>
    remove(`revoke_keys=${value}`, "400 invalid_parameter", { query: `?revoke_keys=${value}` }),
  ),
  remove("an unknown parameter", "400 invalid_parameter", { query: "?purge=true" }),
  remove("the last owner leaves", "409 conflict/last_owner", { ids: owner }),
  remove("an admin removes an owner", "403 forbidden/insufficient_role", { as: "admin", ids: owner }),
  remove("a developer removes a member", "403 forbidden/insufficient_role", { as: "developer" }),
  remove("a viewer removes a member", "403 forbidden/insufficient_role", { as: "viewer" }),
  remove("an owner's key", "403 forbidden/user_required", { as: "key" }),
  remove("a user who doesn't exist", "404 not_found", { ids: unknown }),
  remove("a user of another workspace", "404 not_found", { ids: stranger }),
  remove("a stranger leaves", "404 not_found", { as: "stranger", ids: stranger }),
];

refuses("hostile requests about members", "owner", table);
