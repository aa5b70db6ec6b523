import { type HostileRow, refuses, rows } from "#e2e/api/hostile-people.ts";
import { unknownId } from "#e2e/api/tenant-table/targets.ts";
import type { World } from "#e2e/api/tenant-table/world.ts";

const INVITATIONS = "/api/v1/workspaces/{id}/invitations";
const invite = rows(`POST ${INVITATIONS}`);
const withdraw = rows(`DELETE ${INVITATIONS}/{invitation_id}`);
const preview = rows("POST /api/v1/invitations/preview", { as: "no credential" });
const accept = rows("POST /api/v1/invitations/accept", { as: "stranger" });
const signUp = rows("POST /api/v1/auth/signup", { as: "no credential" });

const EMAILS: [string, unknown][] = [
  ["an empty email", ""],
  ["an email without a host", "ada@"],
  ["an email with NUL", "a\0@b.test"],
  ["an email with a header's end", "a@b.test\r\nBcc: c@d.test"],
  ["two emails", "a@b.test,c@d.test"],
  ["an email with a name", "Ada <a@b.test>"],
  ["an email with a space", "a b@c.test"],
  ["an email that is a link", "javascript:alert(1)"],
  ["an email of 300 characters", `${"a".repeat(290)}@b.test`],
  ["a list of emails", ["a@b.test"]],
  ["no email", null],
];

const TOKENS: [string, string, unknown][] = [
  ["an empty token", "422 validation_failed", ""],
  ["a token of 10,000 characters", "422 validation_failed", "a".repeat(10_000)],
  ["a list of tokens", "422 validation_failed", ["a"]],
  ["an object as token", "422 validation_failed", { $ne: null }],
  ["a number as token", "422 validation_failed", 7],
  ["a token with NUL", "410 code_expired", "a\0b"],
  ["an unknown token", "410 code_expired", `lk_code_${"0".repeat(43)}`],
  ["a token with SQL", "410 code_expired", "' or 1=1 --"],
];

const ended = (column: string) => async (world: World) => {
  const { email } = await world.person("owner", { of: "theirs" });
  const { id, token } = await world.invitation(email);
  const past = new Date(Date.now() - 60_000);
  await world.setting.store.query(`update invitations set ${column} = $1 where id = $2`, [past, id]);
  if (column === "accepted_at")
    await world.setting.store.query("update codes set used_at = $1 where about_id = $2", [past, id]);
  return { token };
};
/** A link of another kind that works. */
const resetLink = async (world: World) => {
  const { userId } = await world.person("owner", { of: "theirs" });
  return { token: await world.linkToken("reset_password", { user_id: userId }) };
};
/** What someone with an invitation sends to sign up. */
const invited = (more: object) => async (world: World) => ({
  email: undefined,
  password: "correct horse battery",
  invitation_token: (await world.invitation()).token,
  ...more,
});

const table: HostileRow[] = [
  ...EMAILS.map(([name, email]) => invite(name, "422 validation_failed", { change: { email } })),
  invite("an unknown role", "422 validation_failed", { change: { role: "root" } }),
  invite("no role", "422 validation_failed", { change: { role: undefined } }),
  invite("a token in the body", "422 unknown_field", { change: { token: "a" } }),
  invite("an own expiry", "422 unknown_field", { change: { expires_at: "2099-01-01T00:00:00Z" } }),
  invite("someone else as sender", "422 unknown_field", { change: { invited_by: "usr_1" } }),
  invite("an admin invites an owner", "403 forbidden/insufficient_role", {
    as: "admin",
    change: { role: "owner" },
  }),
  invite("a developer", "403 forbidden/insufficient_role", { as: "developer" }),
  invite("a viewer", "403 forbidden/insufficient_role", { as: "viewer" }),
  invite("an owner's key", "403 forbidden/user_required", { as: "key" }),
  invite("an owner whose workspace is suspended", "403 forbidden/workspace_suspended", {
    before: async (world) =>
      world.setting.store.query("update workspaces set suspended_at = $1 where id = $2", [
        new Date(),
        await world.workspace(),
      ]),
  }),
  invite("a stranger", "404 not_found", { as: "stranger" }),
  invite("a member's email, in capitals", "409 conflict/already_member", {
    change: async (world: World) => ({ email: (await world.person("viewer")).email.toUpperCase() }),
  }),
  invite("an invited email, in capitals", "409 conflict/already_invited", {
    before: (world) => world.invitation("invited-already@example.test"),
    change: { email: "Invited-Already@example.test" },
  }),
  withdraw("an unknown invitation", "404 not_found", {
    ids: async (world) => [await world.workspace(), unknownId("inv_")],
  }),
  withdraw("an ID of a user", "404 not_found", {
    ids: async (world) => [await world.workspace(), (await world.person("viewer")).userId],
  }),
  withdraw("another workspace's invitation, in one's own", "404 not_found", {
    as: "stranger",
    ids: async (world) => [await world.workspace("theirs"), (await world.invitation()).id],
  }),
  withdraw("a developer", "403 forbidden/insufficient_role", { as: "developer" }),

  ...[preview, accept].flatMap((row) => [
    ...TOKENS.map(([name, answer, token]) => row(name, answer, { change: { token } })),
    row("the token of a password reset", "410 code_expired", { change: resetLink }),
    row("the ID of an invitation", "410 code_expired", {
      change: async (world: World) => ({ token: (await world.invitation()).id }),
    }),
    row("an expired invitation", "410 code_expired", { change: ended("expires_at") }),
    row("a withdrawn invitation", "410 code_expired", { change: ended("withdrawn_at") }),
    row("an accepted invitation", "410 code_used", { change: ended("accepted_at") }),
    row("a role in the body", "422 unknown_field", { change: { role: "owner" } }),
  ]),
  accept("someone else's invitation", "403 forbidden/wrong_recipient", { as: "user without a workspace" }),
  accept("an operator, with someone else's invitation", "403 forbidden/wrong_recipient", { as: "operator" }),
  accept("a key", "403 forbidden/user_required", { as: "key" }),
  accept("no credential", "401 unauthorized", { as: "no credential" }),
  accept("a token in the URL", "400 credential_in_url", { query: `?token=lk_code_${"0".repeat(43)}` }),

  signUp("an invitation and another email", "422 validation_failed", {
    change: invited({ email: "someone-else@example.test" }),
  }),
  signUp("an unknown invitation", "410 code_expired", {
    change: invited({ invitation_token: `lk_code_${"0".repeat(43)}` }),
  }),
  signUp("a list of invitations", "422 validation_failed", { change: invited({ invitation_token: ["a"] }) }),
  signUp("an invitation without a password", "422 validation_failed", {
    change: invited({ password: undefined }),
  }),
  signUp("an invitation and a short password", "422 validation_failed", {
    change: invited({ password: "a" }),
  }),
  signUp("an invitation and a role", "422 unknown_field", { change: invited({ role: "owner" }) }),
  signUp("a reset link as invitation", "410 code_expired", {
    change: async (world: World) => invited({ invitation_token: (await resetLink(world)).token })(world),
  }),
];

refuses("hostile requests about invitations", "owner", table);
