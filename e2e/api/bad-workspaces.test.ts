import { type HostileRow, refuses, rows } from "#e2e/api/hostile-people.ts";
import { unknownId } from "#e2e/api/tenant-table/targets.ts";

const WORKSPACES = "/api/v1/workspaces";
const create = rows(`POST ${WORKSPACES}`);
const change = rows(`PATCH ${WORKSPACES}/{id}`);
const remove = rows(`DELETE ${WORKSPACES}/{id}`);
const askForPlan = rows(`POST ${WORKSPACES}/{id}/plan-requests`);

const NAMES: [string, unknown][] = [
  ["an empty name", ""],
  ["a name of spaces", "   "],
  ["a name with NUL", "a\0b"],
  ["a name of two lines", "a\nb"],
  ["a name with an escape sequence", "\u001b[31mred"],
  ["a name of 101 characters", "x".repeat(101)],
  ["a number as name", 7],
  ["a list as name", ["a"]],
];
const LIFETIMES: unknown[] = [0, -1, 1.5, 1e9, 1e308, "7", true, [7]];
const SCOPES: [string, unknown][] = [
  ["scopes that are a text", "keys:read"],
  ["a scope that doesn't exist", ["nobody:knows"]],
  ["a scope that is a number", [1]],
  ["a scope with NUL", ["keys:read\0"]],
  ["a scope of the prototype", ["__proto__"]],
  ["1,000 scopes", Array.from({ length: 1000 }, () => "keys:read ").map((name, i) => name + i)],
];
const NOT_SETTINGS = [
  "plan",
  "suspended",
  "owner_id",
  "limits",
  "own_monthly_quota",
  "id",
  "role",
  "deleted_at",
];

const table: HostileRow[] = [
  ...NAMES.flatMap(([name, value]) => [
    create(name, "422 validation_failed", { change: { name: value } }),
    change(name, "422 validation_failed", { change: { name: value } }),
  ]),
  change("a name with a lone surrogate", "400 invalid_encoding", { change: { name: "a\ud800" } }),
  create("no name", "422 validation_failed", { change: { name: undefined } }),
  create("a plan", "422 unknown_field", { change: { plan: "enterprise" } }),
  create("another owner", "422 unknown_field", { change: { owner_id: unknownId("usr_") } }),
  create("an unknown key style", "422 validation_failed", { change: { key_format: { style: "jwt" } } }),
  create("a prefix in capitals", "422 validation_failed", { change: { key_format: { prefix: "ACME" } } }),
  create("a key", "403 forbidden/user_required", { as: "key" }),
  create("no credential", "401 unauthorized", { as: "no credential" }),

  ...LIFETIMES.map((days) =>
    change(`a maximum lifetime of ${JSON.stringify(days)} days`, "422 validation_failed", {
      change: { max_lifetime_days: days },
    }),
  ),
  ...["yes", null, 1].map((value) =>
    change(`require_expiry: ${value}`, "422 validation_failed", {
      change: { require_expiry: value },
    }),
  ),
  ...SCOPES.map(([name, grantable_scopes]) =>
    change(name, "422 validation_failed", { change: { grantable_scopes } }),
  ),
  ...NOT_SETTINGS.map((name) => change(name, "422 unknown_field", { change: { [name]: "x" } })),
  change("a prefix that closes an attribute", "422 validation_failed", {
    change: { key_format: { prefix: '"><script>' } },
  }),
  change("an unknown member of the key format", "422 unknown_field", {
    change: { key_format: { salt: "" } },
  }),
  change("0 active keys", "422 validation_failed", { change: { max_active_keys: 0 } }),
  change("a negative overlap", "422 validation_failed", { change: { rotation_overlap_max_seconds: -1 } }),
  change("a developer", "403 forbidden/insufficient_role", { as: "developer" }),
  change("a viewer, with a body that is no JSON", "403 forbidden/insufficient_role", {
    as: "viewer",
    rawBody: "{",
  }),
  change("an owner's key", "403 forbidden/user_required", { as: "key" }),
  change("a stranger", "404 not_found", { as: "stranger" }),
  change("an operator who is no member", "404 not_found", { as: "operator" }),
  change("NUL in the ID", "400 malformed_path", { ids: ["ws_%00"] }),
  change("a quote in the ID", "404 not_found", { ids: ["ws_'or'1'='1"] }),
  change("an ID of 4,000 characters", "404 not_found", { ids: [`ws_${"0".repeat(4000)}`] }),
  change("an ID in other words", "404 not_found", { ids: ["current"] }),

  remove("no confirmation", "400 invalid_parameter", { query: "" }),
  remove("an empty confirmation", "400 invalid_parameter", { query: "?confirm=" }),
  remove("another name", "400 invalid_parameter", { query: "?confirm=Another" }),
  remove("the ID instead of the name", "400 invalid_parameter", {
    query: async (world) => `?confirm=${await world.workspace()}`,
  }),
  remove("the name in capitals", "400 invalid_parameter", {
    query: async (world) => `?confirm=THE+WORKSPACE+${await world.workspace()}`,
  }),
  remove("the name, encoded twice", "400 invalid_parameter", {
    query: async (world) =>
      `?confirm=${encodeURIComponent(encodeURIComponent(`The workspace ${await world.workspace()}`))}`,
  }),
  remove("the name, twice", "400 invalid_parameter", {
    query: async (world) => {
      const confirm = `confirm=The+workspace+${await world.workspace()}`;
      return `?${confirm}&${confirm}`;
    },
  }),
  remove("the name in a list", "400 invalid_parameter", {
    query: async (world) => `?confirm[]=The+workspace+${await world.workspace()}`,
  }),
  remove("an admin", "403 forbidden/insufficient_role", { as: "admin" }),
  remove("an owner's key", "403 forbidden/user_required", { as: "key" }),
  remove("a stranger who knows the name", "404 not_found", { as: "stranger" }),

  askForPlan("an unknown plan", "422 validation_failed", { change: { plan: "free forever" } }),
  askForPlan("a note of 100,000 characters", "413 body_too_large", { change: { note: "x".repeat(100_000) } }),
  askForPlan("a note of 10,000 characters", "422 validation_failed", {
    change: { note: "x".repeat(10_000) },
  }),
  askForPlan("a price", "422 unknown_field", { change: { price: 0 } }),
  askForPlan("an admin", "403 forbidden/insufficient_role", { as: "admin" }),
  askForPlan("an owner's key", "403 forbidden/user_required", { as: "key" }),
];

refuses("hostile requests about workspaces", "owner", table);
