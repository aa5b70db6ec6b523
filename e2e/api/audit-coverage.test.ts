import { beforeAll, expect, inject, test } from "vitest";
import { storedEvents } from "#e2e/api/audit-store.ts";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { clearThrottles, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";
import type { AuditAction } from "#lib/audit/event.ts";

const server = connectTo(inject("server"));

let ada: Developer & { userId: string; workspaceId: string };

/** Sends a request to the API as Ada, a logged-in owner. */
const send = (method: string, path: string, body?: unknown) =>
  call(server, method, `/api/v1${path}`, { token: ada.accessToken, body });
const aKey = async (body: object = {}) => (await newKey(server, ada, body)).id;
const aScope = async (name: string) => {
  await send("POST", "/scopes", { name });
  return name;
};
const logIn = async ({ email, password }: { email: string; password: string }) =>
  (await account(server, "login", { email, password })).body.data;

/** What an operation must leave: its actions, and what they are about if it isn't the ID in the response. */
interface Row {
  actions: AuditAction[];
  /** Prepares what is needed, and calls the operation successfully. */
  call: () => Promise<Answer>;
  /** The target of the first action. Default: the ID in the response. */
  target?: RegExp | (() => string);
  /** The actor; a user other than Ada is named by their email. Default: Ada. */
  actor?: () => { email: string };
}

let person: { email: string; password: string };

// What some operations leave in the audit log, in detail. The tenant table has the actions of all operations.
const RECORDED: Record<string, Row> = {
  "POST /api/v1/auth/login": {
    actions: ["session.started"],
    call: () => account(server, "login", { email: ada.email, password: ada.password }),
    target: /^ses_/,
  },
  "POST /api/v1/auth/logout": {
    actions: ["session.ended"],
    call: async () => account(server, "logout", { refresh_token: (await logIn(ada)).refresh_token }),
    target: /^ses_/,
  },
  "DELETE /api/v1/auth/sessions/{id}": {
    actions: ["session.ended"],
    call: async () => {
      await logIn(ada);
      const sessions: { id: string; current: boolean }[] = (await send("GET", "/auth/sessions")).body.data;
      return send("DELETE", `/auth/sessions/${sessions.find(({ current }) => !current)!.id}`);
    },
    target: /^ses_/,
  },
  "POST /api/v1/auth/verify": {
    actions: ["user.email_verified", "user.signed_up", "workspace.created"],
    call: async () => {
      person = newPerson();
      await account(server, "signup", person);
      return account(server, "verify", { token: await mailedToken(server, person.email) });
    },
    target: /^usr_/,
    actor: () => person,
  },
  "POST /api/v1/auth/password/reset": {
    actions: ["key.revoked", "session.ended", "user.password_changed"],
    call: async () => {
      const developer = await newDeveloper(server);
      await newKey(server, developer);
      person = developer;
      await clearThrottles(server);
      await account(server, "password/forgot", { email: person.email });
      const token = await mailedToken(server, person.email, /Reset/);
      const password = "a heron waits in the reeds";
      return account(server, "password/reset", { token, password, revoke_keys: true });
    },
    target: /^key_/,
    actor: () => person,
  },
  "POST /api/v1/keys": {
    actions: ["key.created"],
    call: () => send("POST", "/keys", { name: "ci" }),
  },
  "POST /api/v1/keys/import": {
    actions: ["key.imported"],
    call: () => send("POST", "/keys/import", { keys: [{ hash: "ab".repeat(32), hint: "old" }] }),
    target: /^key_/,
  },
  "PATCH /api/v1/keys/{id}": {
    actions: ["key.changed", "key.disabled"],
    call: async () => send("PATCH", `/keys/${await aKey()}`, { name: "renamed", enabled: false }),
  },
  "POST /api/v1/keys/{id}/rotate": {
    actions: ["key.rotated"],
    call: async () => send("POST", `/keys/${await aKey()}/rotate`),
  },
  "DELETE /api/v1/keys/{id}": {
    actions: ["key.revoked"],
    call: async () => send("DELETE", `/keys/${await aKey()}`),
  },
  "POST /api/v1/scopes": {
    actions: ["scope.created"],
    call: () => send("POST", "/scopes", { name: "audited:read" }),
    target: () => "audited:read",
  },
  "DELETE /api/v1/scopes/{name}": {
    actions: ["scope.deleted"],
    call: async () => send("DELETE", `/scopes/${await aScope("audited:write")}`),
    target: () => "audited:write",
  },
  "PATCH /api/v1/workspaces/{id}": {
    actions: ["workspace.changed"],
    call: () => send("PATCH", `/workspaces/${ada.workspaceId}`, { name: "Renamed" }),
  },
};

beforeAll(async () => {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  const { data } = (await call(server, "GET", "/api/v1/me", { token: developer.accessToken })).body;
  ada = { ...developer, userId: data.actor.id, workspaceId: data.workspace.id };
});

test.each(Object.keys(RECORDED))("%s leaves its audit events", async (operation) => {
  const { actions, call: send, target, actor } = RECORDED[operation]!;
  const answer = await send();
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  const events = await storedEvents(server, "request_id", answer.headers.get("request-id")!);
  const [first] = events;
  expect(events.map(({ action }) => action)).toEqual(actions);
  const by = actor?.();
  for (const event of events)
    expect(event.actor).toEqual(
      by ? ["user", expect.stringMatching(/^usr_/), by.email] : ["user", ada.userId, ada.email],
    );
  if (target instanceof RegExp) expect(first!.targetId).toMatch(target);
  else expect(first!.targetId).toBe(target ? target() : answer.body.data.id);
  expect(first!.ip).toMatch(/^(10\.|127\.|::1)/);
  expect(first!.userAgent).toBeTruthy();
});

test("a key's change names the key", async () => {
  const key = await newKey(server, ada, { name: "deployer", scopes: ["keys:write"] });
  const created = await call(server, "POST", "/api/v1/keys", { key: key.secret, body: {} });
  const [event] = await storedEvents(server, "target_id", created.body.data.id);
  expect(event).toMatchObject({ action: "key.created", actor: ["api_key", key.id, "deployer"] });
  expect(event!.workspaceId).toBe(ada.workspaceId);
});

test("a refused change leaves no event", async () => {
  const refused = await send("PATCH", `/keys/${await aKey()}`, { scopes: ["unknown:scope"] });
  expect(refused.status).toBe(422);
  expect(await storedEvents(server, "request_id", refused.headers.get("request-id")!)).toEqual([]);
});
