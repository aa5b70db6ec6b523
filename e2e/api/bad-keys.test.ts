import { type HostileRow, refuses, rows } from "#e2e/api/hostile-people.ts";
import { unknownId } from "#e2e/api/tenant-table/targets.ts";
import type { World } from "#e2e/api/tenant-table/world.ts";

const KEYS = "/api/v1/keys";
const list = rows(`GET ${KEYS}`);
const bulk = rows(`POST ${KEYS}/bulk`);
const rotate = rows(`POST ${KEYS}/{id}/rotate`);
const endOverlap = rows(`POST ${KEYS}/{id}/rotate/end`);
const left = rows(`GET ${KEYS}/{id}/rate-limit`);
const usage = rows(`GET ${KEYS}/{id}/usage`);
const lefts = rows("GET /api/v1/usage/rate-limits/keys");
const series = rows("GET /api/v1/usage/series");
const log = rows("GET /api/v1/requests");
const exported = rows("GET /api/v1/requests/export");
const deletion = rows("GET /api/v1/me/delete");
const remove = rows("POST /api/v1/me/delete");

const invalid = "400 invalid_parameter";
const unknownKey = { ids: [unknownId("key_")] };
const wrongKind = { ids: async (world: World) => [(await world.person("viewer")).userId] };
const IDS: [string, string, Partial<HostileRow>][] = [
  ["a key that doesn't exist", "404 not_found", unknownKey],
  ["an ID of a user", "404 not_found", wrongKind],
  ["NUL in the ID", "400 malformed_path", { ids: ["key_%00"] }],
  ["a quote in the ID", "404 not_found", { ids: ["key_'or'1'='1"] }],
  ["an ID of 4,000 characters", "404 not_found", { ids: [`key_${"0".repeat(4000)}`] }],
  ["a stranger", "404 not_found", { as: "stranger" }],
  ["a stranger's key", "404 not_found", { as: "stranger's key" }],
];

const BULK: [string, object][] = [
  ["no action", { action: undefined }],
  ["an unknown action", { action: "enable" }],
  ["an action in capitals", { action: "REVOKE" }],
  ["an action of the prototype", { action: "constructor" }],
  ["no IDs", { ids: undefined }],
  ["an empty list", { ids: [] }],
  ["an ID instead of a list", { ids: "key_1" }],
  ["an ID that is a number", { ids: [1] }],
  ["an ID of no form", { ids: ["*"] }],
  ["an ID with NUL", { ids: ["key_\0"] }],
  ["a list in the list", { ids: [[unknownId("key_")]] }],
  ["101 IDs", { ids: Array.from({ length: 101 }, (_, i) => `key_${String(i).padStart(25, "0")}`) }],
  ["an ID that doesn't exist", { ids: [unknownId("key_")] }],
  ["an ID of another kind", { ids: [unknownId("usr_")] }],
];

const SERIES = [
  "interval=second",
  "interval=",
  "group_by=ip",
  "group_by=__proto__",
  "limit_groups=0",
  "limit_groups=101",
  "limit_groups=1.5",
  "compare=next",
  "format=xml",
  "key_id=",
  "key_id=key_1",
  `key_id=${Array.from({ length: 101 }, () => unknownId("key_")).join(",")}`,
  "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
  "workspace_id=ws_1",
];
const FILTERS = [
  "status=600",
  "status=4xx,",
  "status=",
  `status=${Array.from({ length: 21 }, (_, i) => 200 + i).join(",")}`,
  "method=",
  "code=%00",
  "path=",
  `path=/${"a".repeat(600)}`,
  "ip=",
  "made_by=robot",
  "environment=prod",
  "from=now",
  "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
  "key_id=key_1&key_id=key_2",
  "workspace_id=ws_1",
];

const table: HostileRow[] = [
  ...["sort=secret", "sort=", "sort=name;drop", "status=gone", "scope=%00", "created_by=1", "q="].map(
    (query) => list(query, invalid, { query: `?${query}` }),
  ),

  ...BULK.map(([name, change]) => bulk(name, "422 validation_failed", { change })),
  bulk("an unknown field", "422 unknown_field", { change: { force: true } }),
  bulk("a list as body", "422 validation_failed", { rawBody: "[]" }),
  bulk("a viewer", "403 forbidden/insufficient_role", { as: "viewer" }),
  bulk("a key without the scope", "403 forbidden/insufficient_scope", { as: "key without scope" }),
  bulk("a test key, for a live one", "422 validation_failed", { as: "test key" }),
  bulk("a stranger", "422 validation_failed", { as: "stranger" }),
  bulk("an empty Idempotency-Key", "400 invalid_idempotency_key", { headers: { "idempotency-key": "" } }),

  ...IDS.flatMap(([name, answer, more]) => [
    rotate(name, answer, more),
    endOverlap(name, answer, more),
    left(name, answer, more),
    usage(name, answer, more),
  ]),
  ...[-1, 1.5, "60", null, 604_801, [60]].map((overlap_seconds) =>
    rotate(`an overlap of ${JSON.stringify(overlap_seconds)}`, "422 validation_failed", {
      change: { overlap_seconds },
    }),
  ),
  endOverlap("no overlap", "409 conflict/no_overlap", { query: "" }),
  endOverlap("an unknown parameter", invalid, { query: "?now=true" }),
  endOverlap("a viewer", "403 forbidden/insufficient_role", { as: "viewer" }),
  endOverlap("a key without the scope", "403 forbidden/insufficient_scope", { as: "key without scope" }),
  left("an unknown parameter", invalid, { query: "?environment=live" }),
  left("no credential", "401 unauthorized", { as: "no credential" }),
  ...["made_with=next", "made_with=", "interval=year", "key_id=key_1"].map((query) =>
    usage(query, invalid, { query: `?${query}` }),
  ),
  ...["limit=0", "limit=101", "environment=prod", "ids=key_1"].map((query) =>
    lefts(query, invalid, { query: `?${query}` }),
  ),
  lefts("a cursor that is garbage", "400 invalid_cursor", { query: "?cursor=garbage" }),

  ...SERIES.map((query) => series(query.slice(0, 60), invalid, { query: `?${query}` })),
  ...FILTERS.flatMap((query) => [
    log(query.slice(0, 60), invalid, { query: `?${query}` }),
    exported(query.slice(0, 60), invalid, { query: `?${query}` }),
  ]),
  ...["after=", `after=${unknownId("req_")}`, `after=${"a".repeat(201)}`].map((query) =>
    log(query.slice(0, 60), invalid, { query: `?${query}` }),
  ),
  log("an after of no request's form", "400 invalid_cursor", { query: "?after=garbage" }),
  log("after, twice", invalid, { query: `?after=${unknownId("req_")}&after=${unknownId("req_")}` }),
  ...["format=xml", "format=", "limit=5", "after=req_1", "cursor=x"].map((query) =>
    exported(query, invalid, { query: `?${query}` }),
  ),
  exported("a key without the scope", "403 forbidden/insufficient_scope", { as: "key without scope" }),
  exported("a key, for the other environment", "403 forbidden/other_environment", {
    as: "test key",
    query: "?environment=live",
  }),
  exported("no credential", "401 unauthorized", { as: "no credential" }),

  deletion("a key", "403 forbidden/user_required", { as: "key" }),
  deletion("an unknown parameter", invalid, { query: "?user_id=usr_1" }),
  remove("an empty password", "422 validation_failed", { change: { password: "" } }),
  remove("a list of passwords", "422 validation_failed", { change: { password: ["a"] } }),
  remove("another user", "422 unknown_field", { change: { user_id: unknownId("usr_") } }),
  remove("a password of 100,000 characters", "413 body_too_large", {
    change: { password: "x".repeat(100_000) },
  }),
  remove("no credential", "401 unauthorized", { as: "no credential" }),
];

refuses("hostile requests about keys, usage and requests", "owner", table);
