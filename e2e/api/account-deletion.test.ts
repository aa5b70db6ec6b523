import { expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

const remove = ({ accessToken: token, password }: Developer, sent = password) =>
  call(server, "POST", "/api/v1/me/delete", { token, body: { password: sent } });
const me = ({ accessToken: token }: Developer) => call(server, "GET", "/api/v1/me", { token });
const workspaceOf = async (developer: Developer): Promise<string> =>
  (await me(developer)).body.data.workspace.id;

/** Makes a developer a member of a workspace. */
async function join({ email }: Developer, workspaceId: string, role: string): Promise<void> {
  await query(
    server,
    `insert into members (workspace_id, user_id, role, created_at) select $1, id, '${role}', created_at from users where email = $2`,
    [workspaceId, email],
  );
}

const rows = (table: string, column: string, value: string) =>
  query(server, `select * from ${table} where ${column} = $1`, [value]);

test("an account is deleted with the workspaces that are its own, and its keys stop at once", async () => {
  const ada = await newDeveloper(server);
  const key = await newKey(server, ada);
  const workspaceId = await workspaceOf(ada);
  const userId = (await me(ada)).body.data.actor.id;
  const deleted = await remove(ada);
  expect(deleted.status).toBe(204);
  expect(deleted.headers.get("set-cookie")).toMatch(/latchkey-session=; Path=\/; Max-Age=0/);
  expect((await call(server, "GET", "/api/v1/me", { key: key.secret })).status).toBe(401);
  expect((await askGate(server, { key: key.secret })).status).toBe(401);
  expect((await me(ada)).status).toBe(401);
  const refreshed = await account(server, "refresh", { refresh_token: ada.refreshToken });
  expect(refreshed.status).toBe(401);
  for (const table of ["members", "sessions", "codes"])
    expect(await rows(table, "user_id", userId), table).toEqual([]);
  expect((await rows("workspaces", "id", workspaceId))[0]!.deleted_at).not.toBeNull();
  const [event] = await rows("audit_events", "target_id", userId).then((all) =>
    all.filter(({ action }) => action === "user.deleted"),
  );
  expect(event).toMatchObject({ actor_label: ada.email, target_label: ada.email });
  const [gone] = await rows("audit_events", "target_id", workspaceId).then((all) =>
    all.filter(({ action }) => action === "workspace.deleted"),
  );
  expect(gone).toMatchObject({ workspace_id: workspaceId });
  const logged = await rows("request_log", "user_id", userId);
  expect(logged.map(({ path }) => path)).toContain("/api/v1/me/delete");
  await server.mailbox.next(ada.email, { subject: /was deleted/ });
});

test("invitations that a deleted user sent to another workspace are withdrawn", async () => {
  const [ada, owner] = [await newDeveloper(server), await newDeveloper(server)];
  const workspaceId = await workspaceOf(owner);
  await join(ada, workspaceId, "admin");
  const email = newPerson().email;
  const invited = await call(server, "POST", `/api/v1/workspaces/${workspaceId}/invitations`, {
    token: ada.accessToken,
    body: { email, role: "admin" },
  });
  expect(invited.status).toBe(201);
  const token = await mailedToken(server, email, /^Join /);
  expect((await remove(ada)).status).toBe(204);
  const preview = await call(server, "POST", "/api/v1/invitations/preview", { body: { token } });
  expectProblem(preview, 410, "code_expired");
  const events = await rows("audit_events", "target_id", invited.body.data.id);
  expect(events.map(({ action }) => action).sort()).toEqual(["invitation.sent", "invitation.withdrawn"]);
});

test("the address of a deleted account can sign up again, with nothing of the old one", async () => {
  const ada = await newDeveloper(server);
  await remove(ada);
  const { email, password } = ada;
  expect((await account(server, "login", { email, password })).body.code).toBe("invalid_credentials");
  await account(server, "signup", { email, password });
  const token = await mailedToken(server, email, /Verify/);
  expect((await account(server, "verify", { token })).status).toBe(200);
  const login = await account(server, "login", { email, password });
  const exported = await call(server, "GET", "/api/v1/me/export", { token: login.body.data.access_token });
  expect(exported.body.data).toMatchObject({ sessions: [{}], api_keys: { items: [] } });
  expect(exported.body.data.memberships).toHaveLength(1);
});

test("the last owner of a workspace with other members stays; keys that others use do too", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const workspaceId = await workspaceOf(ada);
  await join(bob, workspaceId, "admin");
  const refused = await remove(ada);
  expectProblem(refused, 409, "conflict", "last_owner");
  expect(refused.body.detail).toContain("Test Developer's workspace");
  expect((await me(ada)).status).toBe(200);
  const asBob = { token: bob.accessToken, headers: { "x-workspace-id": workspaceId } };
  const created = await call(server, "POST", "/api/v1/keys", { ...asBob, body: {} });
  expect((await remove(bob)).status).toBe(204);
  const { secret } = created.body.data;
  expect((await askGate(server, { key: secret })).status).not.toBe(401);
  expect((await remove(ada)).status).toBe(204);
  expect((await askGate(server, { key: secret })).status).toBe(401);
});

test("the preview says what a deletion does to the workspaces, until it is done", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const preview = async ({ accessToken: token }: Developer) =>
    (await call(server, "GET", "/api/v1/me/delete", { token })).body.data;
  const [own, bobs] = [await workspaceOf(ada), await workspaceOf(bob)];
  const named = (id: string) => ({ id, name: "Test Developer's workspace" });
  expect(await preview(ada)).toEqual({ deleted: [named(own)], left: [], blocking: [] });
  await join(bob, own, "admin");
  expect(await preview(ada)).toEqual({ deleted: [], left: [], blocking: [named(own)] });
  expectProblem(await remove(ada), 409, "conflict", "last_owner");
  const left = [{ ...named(own), role: "admin" }];
  expect(await preview(bob)).toEqual({ deleted: [named(bobs)], left, blocking: [] });
  await query(server, "update members set role = 'owner' where workspace_id = $1", [own]);
  expect(await preview(ada)).toEqual({ deleted: [], left: [{ ...named(own), role: "owner" }], blocking: [] });
  expect((await remove(ada)).status).toBe(204);
});

test.each(Array.from({ length: 5 }, (_, i) => i))(
  "two owners who delete their accounts at once don't leave others without an owner (%d)",
  async () => {
    const [ada, bob, eve] = await Promise.all([
      newDeveloper(server),
      newDeveloper(server),
      newDeveloper(server),
    ]);
    const workspaceId = await workspaceOf(ada);
    await join(bob, workspaceId, "owner");
    await join(eve, workspaceId, "viewer");
    const answers = await Promise.all([remove(ada), remove(bob)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const left = await rows("members", "workspace_id", workspaceId);
    expect(left.map(({ role }) => role).sort()).toEqual(["owner", "viewer"]);
  },
);

test("a wrong password deletes nothing, and guesses are counted", async () => {
  const ada = await newDeveloper(server);
  for (let i = 0; i < 10; i += 1)
    expectProblem(await remove(ada, "a wrong password"), 401, "invalid_credentials");
  expectProblem(await remove(ada), 429, "too_many_attempts");
  expect((await me(ada)).status).toBe(200);
});

test("of several requests at once one deletes the account, and the others are refused", async () => {
  const ada = await newDeveloper(server);
  const answers = await Promise.all(Array.from({ length: 5 }, () => remove(ada)));
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(4);
});
