import { type HostileRow, refuses, rows } from "#e2e/api/hostile-people.ts";

const profile = rows("PATCH /api/v1/me");
const password = rows("POST /api/v1/me/password");
const email = rows("POST /api/v1/me/email");
const confirm = rows("POST /api/v1/me/email/confirm", { as: "no credential" });
const remove = rows("POST /api/v1/me/delete");
const audit = rows("GET /api/v1/audit-events");
const activity = rows("GET /api/v1/keys/{id}/activity");
const endAll = rows("DELETE /api/v1/auth/sessions");

const table: HostileRow[] = [
  profile("a name with NUL", "422 validation_failed", { change: { name: "a\0" } }),
  profile("a name of 101 characters", "422 validation_failed", { change: { name: "x".repeat(101) } }),
  profile("notifications that are a text", "422 validation_failed", { change: { notifications: "off" } }),
  profile("an unknown notification", "422 unknown_field", { change: { notifications: { weather: true } } }),
  profile("a notification that is a text", "422 validation_failed", {
    change: { notifications: { key_expiring: "yes" } },
  }),
  ...["email", "operator", "password_hash", "email_verified", "suspended_at", "id"].map((name) =>
    profile(`${name} in the body`, "422 unknown_field", { change: { [name]: true } }),
  ),
  profile("a key", "403 forbidden/user_required", { as: "key" }),

  password("the wrong password", "401 invalid_credentials", { change: { current_password: "wrong" } }),
  password("no current password", "422 validation_failed", { change: { current_password: undefined } }),
  password("an empty current password", "422 validation_failed", { change: { current_password: "" } }),
  password("a new password of 7 characters", "422 validation_failed", {
    change: { new_password: "1234567" },
  }),
  password("a new password of 129 characters", "422 validation_failed", {
    change: { new_password: "x".repeat(129) },
  }),
  password("a common new password", "422 validation_failed", { change: { new_password: "password123" } }),
  password("a list as new password", "422 validation_failed", { change: { new_password: ["a"] } }),
  password("another user", "422 unknown_field", { change: { user_id: "usr_1" } }),
  password("a key", "403 forbidden/user_required", { as: "key" }),
  password("no credential", "401 unauthorized", { as: "no credential" }),

  ...["", "a", "a@b.test,c@d.test", "a\0@b.test", "a@b.test\r\nBcc: c@d.test"].map((new_email) =>
    email(`the email ${JSON.stringify(new_email)}`, "422 validation_failed", { change: { new_email } }),
  ),
  email("the wrong password", "401 invalid_credentials", { change: { password: "wrong" } }),
  email("no password", "422 validation_failed", { change: { password: undefined } }),
  email("a key", "403 forbidden/user_required", { as: "key" }),
  confirm("an empty token", "422 validation_failed", { change: { token: "" } }),
  confirm("a list of tokens", "422 validation_failed", { change: { token: ["a"] } }),
  confirm("a token with NUL", "410 code_expired", { change: { token: "a\0b" } }),
  confirm("the token of a password reset", "410 code_expired", {
    change: async (world) => {
      const { userId } = await world.person("owner");
      return { token: await world.linkToken("reset_password", { user_id: userId }) };
    },
  }),

  remove("no password", "422 validation_failed", { change: { password: undefined } }),
  remove("the wrong password", "401 invalid_credentials", { change: { password: "wrong" } }),
  remove("the last owner of a workspace with members", "409 conflict/last_owner", {
    before: (world) => world.person("viewer"),
  }),
  remove("a key", "403 forbidden/user_required", { as: "key" }),
  endAll("a key", "403 forbidden/user_required", { as: "key" }),

  ...[
    "format=xml",
    "format=",
    "from=yesterday",
    "to=2026-13-01T00:00:00Z",
    "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
    "environment=production",
    "limit=1000",
    "limit=-1",
    "actor_id=a&actor_id=b",
    "action=key.created%00",
    "sort=at",
    "workspace_id=ws_1",
  ].map((query) => audit(query, "400 invalid_parameter", { query: `?${query}` })),
  audit("a cursor that is garbage", "400 invalid_cursor", { query: "?cursor=garbage" }),
  audit("a viewer", "403 forbidden/insufficient_role", { as: "viewer" }),
  audit("a developer", "403 forbidden/insufficient_role", { as: "developer" }),
  audit("a key without the scope", "403 forbidden/insufficient_scope", { as: "key without scope" }),
  activity("an unknown parameter", "400 invalid_parameter", { query: "?all=true" }),
  activity("a stranger", "404 not_found", { as: "stranger" }),
  activity("an ID of a user", "404 not_found", {
    ids: async (world) => [(await world.person("viewer")).userId],
  }),
];

refuses("hostile requests about accounts and the audit log", "owner", table);
