import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { invitation, workspaceOf } from "#e2e/api/invitations.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const preview = (token: unknown) => call(server, "POST", "/api/v1/invitations/preview", { body: { token } });
const accept = ({ accessToken }: Developer, token: string, request: Call = {}) =>
  call(server, "POST", "/api/v1/invitations/accept", { token: accessToken, body: { token }, ...request });

/** A developer who has joined a workspace, and calls to its routes in their name. */
async function join(owner: Developer, role: string) {
  const developer = await newDeveloper(server);
  const { token, workspaceId } = await invitation(server, developer.email, role, owner);
  expect((await accept(developer, token)).status).toBe(200);
  const userId = (await call(server, "GET", "/api/v1/me", { token: developer.accessToken })).body.data.actor
    .id;
  return { ...developer, userId, workspaceId };
}

function members(workspaceId: string, { accessToken }: Developer) {
  const path = `/api/v1/workspaces/${workspaceId}/members`;
  const token = accessToken;
  return {
    list: (search = "") => call(server, "GET", path + search, { token }),
    change: (userId: string, body: unknown) => call(server, "PATCH", `${path}/${userId}`, { token, body }),
    remove: (userId: string, search = "") => call(server, "DELETE", `${path}/${userId}${search}`, { token }),
  };
}

test("an invited person joins, is listed, gets another role and leaves", async () => {
  const ada = await newDeveloper(server, { name: "Ada" });
  const grace = await join(ada, "viewer");
  const ofAda = members(grace.workspaceId, ada);
  expect((await ofAda.list()).body).toEqual({
    data: [
      {
        user_id: grace.userId,
        email: grace.email,
        name: "Test Developer",
        role: "viewer",
        joined_at: INSTANT,
      },
      expect.objectContaining({ email: ada.email, role: "owner" }),
    ],
    meta: { next_cursor: null },
  });
  const changed = await ofAda.change(grace.userId, { role: "admin" });
  expect(changed.body.data).toMatchObject({ user_id: grace.userId, role: "admin" });
  const ofGrace = members(grace.workspaceId, grace);
  expect((await ofGrace.remove(grace.userId)).status).toBe(204);
  expectProblem(await ofGrace.list(), 404, "not_found");
  const actions = await query(
    server,
    "select action from audit_events where workspace_id = $1 and target_id = $2 order by at, id",
    [grace.workspaceId, grace.userId],
  );
  expect(actions.map(({ action }) => action)).toEqual([
    "member.joined",
    "member.role_changed",
    "member.left",
  ]);
});

test("ownership moves to someone else, and there is always an owner", async () => {
  const ada = await newDeveloper(server);
  const grace = await join(ada, "admin");
  const [ofAda, ofGrace] = [members(grace.workspaceId, ada), members(grace.workspaceId, grace)];
  const adaId = (await ofAda.list()).body.data[1].user_id;
  expectProblem(await ofAda.remove(adaId), 409, "conflict", "last_owner");
  expectProblem(await ofAda.change(adaId, { role: "viewer" }), 409, "conflict", "last_owner");
  expectProblem(await ofGrace.change(grace.userId, { role: "owner" }), 403, "forbidden", "insufficient_role");
  expectProblem(await ofGrace.remove(adaId), 403, "forbidden", "insufficient_role");
  expect((await ofAda.change(grace.userId, { role: "owner" })).status).toBe(200);
  expect((await ofAda.remove(adaId)).status).toBe(204);
  expectProblem(await ofGrace.remove(grace.userId), 409, "conflict", "last_owner");
});

test("32 concurrent demotions on a workspace of two owners leave one", async () => {
  const ada = await newDeveloper(server);
  const grace = await join(ada, "owner");
  const [ofAda, ofGrace] = [members(grace.workspaceId, ada), members(grace.workspaceId, grace)];
  const adaId = (await ofAda.list()).body.data[1].user_id;
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, i) =>
      (i % 2 === 0 ? ofAda : ofGrace).change(i % 4 < 2 ? grace.userId : adaId, { role: "admin" }),
    ),
  );
  for (const { status } of answers) expect([200, 403, 409]).toContain(status);
  const { data } = (await ofAda.list()).body;
  expect(data.filter(({ role }: { role: string }) => role === "owner")).toHaveLength(1);
});

test("a removed member is out with the next request of every session; a demoted one loses the rights", async () => {
  const ada = await newDeveloper(server);
  const grace = await join(ada, "admin");
  const second = await account(server, "login", { email: grace.email, password: grace.password });
  const sessions = [grace.accessToken, second.body.data.access_token];
  const headers = { "x-workspace-id": grace.workspaceId };
  const write = (token: string, i: number) =>
    call(server, "POST", "/api/v1/scopes", { token, headers, body: { name: `s:n${i}` } });
  expect((await write(sessions[0]!, 0)).status).toBe(201);
  const ofAda = members(grace.workspaceId, ada);
  await ofAda.change(grace.userId, { role: "viewer" });
  for (const token of sessions) expectProblem(await write(token, 1), 403, "forbidden", "insufficient_role");
  await ofAda.change(grace.userId, { role: "admin" });
  // Writes that are in progress either commit before the removal or not at all.
  const writes = Promise.all(Array.from({ length: 20 }, (_, i) => write(sessions[i % 2]!, i + 2)));
  expect((await ofAda.remove(grace.userId)).status).toBe(204);
  const scopes = async () =>
    (await query(server, "select name from scopes where workspace_id = $1", [grace.workspaceId])).length;
  const afterRemoval = await scopes();
  for (const { status } of await writes) expect([201, 403, 404]).toContain(status);
  expect(await scopes()).toBe(afterRemoval);
  for (const token of sessions) {
    const read = await call(server, "GET", "/api/v1/keys", { token, headers });
    for (const answer of [await write(token, 30), read])
      expectProblem(answer, 404, "not_found", "unknown_workspace");
  }
});

test("keys of a removed member stay and reach only their own chain, or are revoked with it", async () => {
  const ada = await newDeveloper(server);
  const grace = await join(ada, "admin");
  const headers = { "x-workspace-id": grace.workspaceId };
  const create = async (request: Call) =>
    (await call(server, "POST", "/api/v1/keys", { headers, body: { scopes: ["keys:write"] }, ...request }))
      .body.data;
  const root = await create({ token: grace.accessToken });
  const child = await create({ key: root.secret, headers: {} });
  const adas = await newKey(server, ada, { scopes: [] });
  const rename = (id: string) =>
    call(server, "PATCH", `/api/v1/keys/${id}`, { key: root.secret, body: { name: "renamed" } });
  expect((await rename(adas.id)).status).toBe(200);
  const ofAda = members(grace.workspaceId, ada);
  expect((await ofAda.remove(grace.userId)).status).toBe(204);
  expectProblem(await rename(adas.id), 403, "forbidden", "insufficient_role");
  expect((await rename(child.id)).status).toBe(200);

  const alan = await join(ada, "developer");
  const alans = await create({ token: alan.accessToken });
  const alansChild = await create({ key: alans.secret, headers: {} });
  expect((await ofAda.remove(alan.userId, "?revoke_keys=true")).status).toBe(204);
  for (const key of [alans.secret, alansChild.secret])
    expectProblem(await call(server, "GET", "/api/v1/me", { key }), 401, "invalid_api_key", "revoked");
  expect((await call(server, "GET", "/api/v1/me", { key: root.secret })).status).toBe(200);
});

test("keys never touch members, whatever their scopes", async () => {
  const ada = await newDeveloper(server);
  const workspaceId = await workspaceOf(server, ada);
  const { secret, created_by } = await newKey(server, ada, { scopes: ["workspace:read", "keys:write"] });
  const path = `/api/v1/workspaces/${workspaceId}`;
  for (const [method, rest, body] of [
    ["GET", "/members"],
    ["PATCH", `/members/${created_by.user_id}`, { role: "viewer" }],
    ["DELETE", `/members/${created_by.user_id}`],
    ["GET", "/invitations"],
    ["POST", "/invitations", { email: "x@example.test", role: "viewer" }],
  ] as const)
    expectProblem(
      await call(server, method, path + rest, { key: secret, body }),
      403,
      "forbidden",
      "user_required",
    );
});

test("of 50 concurrent uses of an invitation one succeeds", async () => {
  const grace = await newDeveloper(server);
  const { token } = await invitation(server, grace.email);
  const answers = await Promise.all(Array.from({ length: 50 }, () => accept(grace, token)));
  const [won, ...others] = answers.toSorted((a, b) => a.status - b.status);
  expect(won!.body.data).toMatchObject({ role: "developer" });
  for (const answer of others) expectProblem(answer, 410, "code_used");
});

test("accepting is repeated safely with an Idempotency-Key", async () => {
  const grace = await newDeveloper(server);
  const { token } = await invitation(server, grace.email);
  const headers = { "idempotency-key": "accept-once" };
  const first = await accept(grace, token, { headers });
  const second = await accept(grace, token, { headers });
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
});

test("signing up with an invitation gives a verified account that is a member, and nothing else", async () => {
  const { email, token, workspaceId, owner } = await invitation(server);
  const password = newPerson().password;
  const sent = (body: object) => account(server, "signup", body);
  expectProblem(await sent({ email, password, invitation_token: token }), 422, "validation_failed");
  expectProblem(await sent({ password }), 422, "validation_failed");
  expectProblem(await sent({ password: "short", invitation_token: token }), 422, "validation_failed");
  expectProblem(await sent({ password, invitation_token: "lk_code_unknown" }), 410, "code_expired");
  // A stranger's sign-up for the address ends, and its password never works.
  await sent({ email, password: "a stranger's own password" });
  const created = await sent({ password, name: "Grace", invitation_token: token });
  expect(created.status).toBe(201);
  expect(created.body).toEqual({ data: { email, email_verified: true, workspace_id: workspaceId } });
  expectProblem(await sent({ password, invitation_token: token }), 410, "code_used");
  const login = await account(server, "login", { email, password });
  const me = await call(server, "GET", "/api/v1/me", { token: login.body.data.access_token });
  expect(me.body.data.workspace).toMatchObject({ id: workspaceId, role: "developer" });
  const own = await call(server, "GET", "/api/v1/workspaces", { token: login.body.data.access_token });
  expect(own.body.data).toHaveLength(1);
  expectProblem(
    await account(server, "login", { email, password: "a stranger's own password" }),
    401,
    "invalid_credentials",
  );
  const again = await invitation(server, (await newDeveloper(server)).email, "viewer", owner);
  expectProblem(await sent({ password, invitation_token: again.token }), 409, "conflict", "account_exists");
});

test("an invitation's token exists only in the email", async () => {
  const ada = await newDeveloper(server);
  const { id, token, workspaceId } = await invitation(server, undefined, "viewer", ada);
  const path = `/api/v1/workspaces/${workspaceId}/invitations`;
  const listed = await call(server, "GET", path, { token: ada.accessToken });
  expect(listed.body.data).toMatchObject([
    { id, status: "pending", role: "viewer", invited_by: { email: ada.email } },
  ]);
  const opened = await fetch(`${server.url}/invitations/accept?token=${token}`);
  expect(opened.status).toBe(200);
  expect((await preview(token)).body.data).toMatchObject({ has_account: false });
  expectProblem(await accept(ada, token), 403, "forbidden", "wrong_recipient");
  const stored = await Promise.all(
    ["mails", "invitations", "audit_events", "codes", "request_log"].map((table) =>
      query(server, `select * from ${table}`),
    ),
  );
  expect(JSON.stringify([stored, listed.body])).not.toContain(token);
  expect(readFileSync(server.logFile, "utf8")).not.toContain(token);
  expect((await call(server, "DELETE", `${path}/${id}`, { token: ada.accessToken })).status).toBe(204);
  expectProblem(await preview(token), 410, "code_expired");
});

test("an email about an invitation carries names as plain text", async () => {
  const ada = await newDeveloper(server, { name: "Win https://evil.example now" });
  const workspaceId = await workspaceOf(server, ada);
  const token = ada.accessToken;
  const body = { name: `<a href="https://evil.example">${"x".repeat(70)}` };
  await call(server, "PATCH", `/api/v1/workspaces/${workspaceId}`, { token, body });
  const { email } = await invitation(server, undefined, "viewer", ada);
  const [mail] = await server.mailbox.all(email);
  expect(mail!.links.every((link) => link.startsWith(server.url))).toBe(true);
  expect(mail!.text + mail!.html + mail!.subject).not.toMatch(/evil\.example|<a href="https:\/\/evil|x{61}/);
});

test("bad input gets a documented error", async () => {
  const ada = await newDeveloper(server);
  const workspaceId = await workspaceOf(server, ada);
  const ofAda = members(workspaceId, ada);
  const [{ user_id }] = (await ofAda.list()).body.data;
  const unknown = `usr_${"0".repeat(25)}`;
  const invite = (body: unknown) =>
    call(server, "POST", `/api/v1/workspaces/${workspaceId}/invitations`, { token: ada.accessToken, body });
  for (const role of ["god", "", null, 1, "Owner", ["owner"], "__proto__"])
    expectProblem(await ofAda.change(user_id, { role }), 422, "validation_failed");
  expectProblem(
    await ofAda.change(user_id, { role: "owner", email: "x@example.test" }),
    422,
    "unknown_field",
  );
  for (const id of [unknown, "me", "usr_"])
    expectProblem(await ofAda.change(id, { role: "viewer" }), 404, "not_found");
  expectProblem(await ofAda.remove(unknown, "?revoke_keys=yes"), 400, "invalid_parameter");
  expectProblem(await ofAda.remove(unknown, "?revoke_keys=true&x=1"), 400, "invalid_parameter");
  expectProblem(await ofAda.list("?cursor=nonsense"), 400, "invalid_cursor");
  expectProblem(await ofAda.list("?limit=0"), 400, "invalid_parameter");
  for (const email of ["", "nobody", "a@b@c", null, `${"a".repeat(300)}@example.test`, "a\n@example.test"])
    expectProblem(await invite({ email, role: "viewer" }), 422, "validation_failed");
  expectProblem(await invite({ email: "x@example.test" }), 422, "validation_failed");
  expectProblem(await invite({ email: "x@example.test", role: "viewer", token: "x" }), 422, "unknown_field");
  expectProblem(await invite({ email: ada.email, role: "viewer" }), 409, "conflict", "already_member");
  for (const token of ["", null, {}, "a".repeat(513)])
    expectProblem(await preview(token), 422, "validation_failed");
  for (const token of ["nonsense", `lk_code_${"0".repeat(43)}`, "' or 1=1"]) {
    expectProblem(await preview(token), 410, "code_expired");
    expectProblem(await accept(ada, token), 410, "code_expired");
  }
});
