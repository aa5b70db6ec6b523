import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Call, call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";

import { connectTo } from "#e2e/test-server.ts";
import { loadRoutes } from "#lib/api/routes.ts";
import type { Access } from "#lib/gate/rights.ts";

const server = connectTo(inject("server"));

// Who may call what. An operation without a row here, or with a wrong one, fails below.
const ACCESS: Record<string, Access | `${string}:${string}`> = {
  "GET /api/v1/audit-events": "audit:read",
  "POST /api/v1/auth/login": "public",
  "POST /api/v1/auth/logout": "optional",
  "POST /api/v1/auth/password/forgot": "public",
  "POST /api/v1/auth/password/reset": "public",
  "POST /api/v1/auth/password/set": "public",
  "POST /api/v1/auth/refresh": "public",
  "GET /api/v1/auth/sessions": "person",
  "DELETE /api/v1/auth/sessions": "person",
  "DELETE /api/v1/auth/sessions/{id}": "person",
  "POST /api/v1/auth/signup": "public",
  "POST /api/v1/auth/verification": "public",
  "POST /api/v1/auth/verify": "public",
  "GET /api/v1/examples/greeting": "data:read",
  "POST /api/v1/invitations/accept": "person",
  "POST /api/v1/invitations/preview": "public",
  "GET /api/v1/keys": "keys:read",
  "POST /api/v1/keys": "keys:write",
  "GET /api/v1/keys/{id}": "keys:read",
  "PATCH /api/v1/keys/{id}": "keys:write",
  "DELETE /api/v1/keys/{id}": "keys:write",
  "POST /api/v1/keys/{id}/rotate": "keys:write",
  "GET /api/v1/keys/{id}/activity": "audit:read",
  "GET /api/v1/keys/{id}/usage": "keys:read",
  "POST /api/v1/keys/import": "keys:write",
  "POST /api/v1/keys/verify": "keys:verify",
  "GET /api/v1/me": "anyone",
  "PATCH /api/v1/me": "person",
  "POST /api/v1/me/delete": "person",
  "POST /api/v1/me/email": "person",
  "POST /api/v1/me/email/confirm": "public",
  "GET /api/v1/me/export": "person",
  "POST /api/v1/me/password": "person",
  "GET /api/v1/openapi.json": "public",
  "GET /api/v1/operator/settings": "operator",
  "PATCH /api/v1/operator/settings": "operator",
  "GET /api/v1/operator/users": "operator",
  "POST /api/v1/operator/users": "operator",
  "GET /api/v1/operator/users/{id}": "operator",
  "PATCH /api/v1/operator/users/{id}": "operator",
  "DELETE /api/v1/operator/users/{id}/sessions": "operator",
  "DELETE /api/v1/operator/keys/{id}": "operator",
  "GET /api/v1/operator/audit-events": "operator",
  "GET /api/v1/operator/mails": "operator",
  "POST /api/v1/operator/mail/test": "operator",
  "GET /api/v1/operator/overview": "operator",
  "POST /api/v1/operator/lookup": "operator",
  "GET /api/v1/operator/plans": "operator",
  "POST /api/v1/operator/plans": "operator",
  "PATCH /api/v1/operator/plans/{id}": "operator",
  "DELETE /api/v1/operator/plans/{id}": "operator",
  "GET /api/v1/operator/requests": "operator",
  "GET /api/v1/operator/scopes": "operator",
  "POST /api/v1/operator/scopes": "operator",
  "DELETE /api/v1/operator/scopes/{name}": "operator",
  "GET /api/v1/operator/services": "operator",
  "POST /api/v1/operator/services": "operator",
  "DELETE /api/v1/operator/services/{id}": "operator",
  "GET /api/v1/operator/workspaces": "operator",
  "GET /api/v1/operator/workspaces/{id}": "operator",
  "PATCH /api/v1/operator/workspaces/{id}": "operator",
  "GET /api/v1/plans": "public",
  "GET /api/v1/requests": "usage:read",
  "GET /api/v1/requests/{id}": "usage:read",
  "GET /api/v1/scopes": "workspace:read",
  "POST /api/v1/scopes": "user",
  "DELETE /api/v1/scopes/{name}": "user",
  "GET /api/v1/usage": "actor",
  "GET /api/v1/usage/rate-limits": "actor",
  "GET /api/v1/usage/series": "usage:read",
  "GET /api/v1/workspaces": "workspace:read",
  "POST /api/v1/workspaces": "person",
  "GET /api/v1/workspaces/{id}": "workspace:read",
  "PATCH /api/v1/workspaces/{id}": "user",
  "DELETE /api/v1/workspaces/{id}": "user",
  "POST /api/v1/workspaces/{id}/plan-requests": "user",
  "GET /api/v1/workspaces/{id}/invitations": "user",
  "POST /api/v1/workspaces/{id}/invitations": "user",
  "DELETE /api/v1/workspaces/{id}/invitations/{invitation_id}": "user",
  "GET /api/v1/workspaces/{id}/members": "user",
  "PATCH /api/v1/workspaces/{id}/members/{user_id}": "user",
  "DELETE /api/v1/workspaces/{id}/members/{user_id}": "user",
};

/** Bodies for operations that check the body before the ID. */
const BODIES: Record<string, object> = {
  "PATCH /api/v1/keys/{id}": { name: "taken over" },
  "PATCH /api/v1/workspaces/{id}": { name: "taken over" },
  "POST /api/v1/workspaces/{id}/plan-requests": { plan: "pro" },
  "POST /api/v1/workspaces/{id}/invitations": { email: "mallory@example.test", role: "admin" },
  "PATCH /api/v1/workspaces/{id}/members/{user_id}": { role: "viewer" },
};

const ALL_SCOPES = ["keys:read", "keys:write", "keys:verify", "usage:read", "workspace:read", "audit:read"];
// Well-formed IDs that don't exist. A scope's ID is its name.
const unknownId = (like: string) =>
  like.includes(":") ? "never:was" : like.replace(/_.*/, `_${"0".repeat(25)}`);

interface Party {
  developer: Developer;
  live: NewKey;
  test: { id: string; secret: string };
  requestId: string;
  invitationId: string;
  sessionId: string;
  workspaceId: string;
}

async function party(ownScope: string): Promise<Party> {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  const [live, test] = await Promise.all(
    ["live", "test"].map((environment) => newKey(server, developer, { environment, scopes: ALL_SCOPES })),
  );
  const me = await call(server, "GET", "/api/v1/me", { key: live!.secret });
  const sessions = await call(server, "GET", "/api/v1/auth/sessions", { token: developer.accessToken });
  const [session] = sessions.body.data;
  const scope = { token: developer.accessToken, body: { name: ownScope } };
  expect((await call(server, "POST", "/api/v1/scopes", scope)).status).toBe(201);
  const workspaceId = me.body.data.workspace.id;
  const invited = await call(server, "POST", `/api/v1/workspaces/${workspaceId}/invitations`, {
    token: developer.accessToken,
    body: { email: "grace@example.test", role: "viewer" },
  });
  return {
    workspaceId,
    invitationId: invited.body.data.id,
    developer,
    live: live!,
    test: test!,
    requestId: me.headers.get("request-id")!,
    sessionId: session.id,
  };
}

let ours: Party;
let theirs: Party;
let operations: string[];

beforeAll(async () => {
  [ours, theirs] = await Promise.all([party("orders:read"), party("orders:write")]);
  operations = (await loadRoutes()).flatMap(({ path, methods }) =>
    [...methods.keys()].map((method) => `${method} ${path}`),
  );
});

/** An ID of the other workspace for every path with an ID. */
const FOREIGN: Record<string, () => string> = {
  "/api/v1/keys/{id}": () => theirs.live.id,
  "/api/v1/keys/{id}/rotate": () => theirs.live.id,
  "/api/v1/keys/{id}/activity": () => theirs.live.id,
  "/api/v1/keys/{id}/usage": () => theirs.live.id,
  "/api/v1/requests/{id}": () => theirs.requestId,
  "/api/v1/auth/sessions/{id}": () => theirs.sessionId,
  "/api/v1/workspaces/{id}": () => theirs.workspaceId,
  "/api/v1/workspaces/{id}/plan-requests": () => theirs.workspaceId,
  "/api/v1/operator/users/{id}": () => theirs.live.created_by.user_id,
  "/api/v1/operator/users/{id}/sessions": () => theirs.live.created_by.user_id,
  // To everyone but operators, these don't exist, whatever the ID.
  "/api/v1/operator/keys/{id}": () => theirs.live.id,
  "/api/v1/operator/plans/{id}": () => "trial",
  "/api/v1/operator/scopes/{name}": () => "orders:write",
  "/api/v1/operator/services/{id}": () => theirs.live.id.replace("key_", "svc_"),
  "/api/v1/operator/workspaces/{id}": () => theirs.workspaceId,
  "/api/v1/workspaces/{id}/invitations": () => theirs.workspaceId,
  "/api/v1/workspaces/{id}/invitations/{invitation_id}": () => theirs.workspaceId,
  "/api/v1/workspaces/{id}/members": () => theirs.workspaceId,
  "/api/v1/workspaces/{id}/members/{user_id}": () => theirs.workspaceId,
  // A scope that only they have.
  "/api/v1/scopes/{name}": () => "orders:write",
};

const ACTORS: Record<string, () => Call> = {
  "a live key": () => ({ key: ours.live.secret }),
  "a test key": () => ({ key: ours.test.secret }),
  "a user": () => ({ token: ours.developer.accessToken }),
};

function send(operation: string, id: string, request: Call) {
  const [method, path] = operation.split(" ") as [string, string];
  const filled = path
    .replace(/\{\w+\}/, id)
    .replace("{user_id}", theirs.live.created_by.user_id)
    .replace("{invitation_id}", theirs.invitationId);
  return call(server, method, filled, { ...request, body: BODIES[operation] });
}

const withId = Object.keys(ACCESS).filter((operation) => operation.includes("{"));

test("every operation of the API is classified here, correctly", async () => {
  expect(operations.sort()).toEqual(Object.keys(ACCESS).sort());
  for (const { path, methods } of await loadRoutes())
    for (const [method, { spec }] of methods)
      expect(spec.scope ?? spec.access ?? "actor", `${method} ${path}`).toBe(ACCESS[`${method} ${path}`]);
  const paths = new Set(withId.map((operation) => operation.split(" ")[1]));
  expect([...paths].sort()).toEqual(Object.keys(FOREIGN).sort());
});

describe("another workspace's ID gets the same answer as an unknown ID", () => {
  const rows = withId.flatMap((operation) => Object.keys(ACTORS).map((actor) => [operation, actor] as const));
  test.each(rows)("%s, for %s", async (operation, actor) => {
    const foreign = FOREIGN[operation.split(" ")[1]!]!();
    const request = ACTORS[actor]!();
    const answers = await Promise.all(
      [foreign, unknownId(foreign), "nonsense"].map((id) => send(operation, id, request)),
    );
    const refusedAsKey = ["user", "person"].includes(ACCESS[operation]!) && actor !== "a user";
    const shown = answers.map((answer) => {
      if (refusedAsKey) expectProblem(answer, 403, "forbidden", "user_required");
      else expectProblem(answer, 404, "not_found");
      const { request_id: _, ...body } = answer.body;
      return { body: JSON.stringify(body), headers: [...answer.headers.keys()] };
    });
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
  });
});

test("the other workspace is unchanged", async () => {
  const asThem = { token: theirs.developer.accessToken };
  const key = await call(server, "GET", `/api/v1/keys/${theirs.live.id}`, asThem);
  expect(key.body.data).toMatchObject({ status: "active", name: "test" });
  expect((await call(server, "GET", "/api/v1/me", { key: theirs.live.secret })).status).toBe(200);
  const workspace = await call(server, "GET", `/api/v1/workspaces/${theirs.workspaceId}`, asThem);
  expect(workspace.body.data.name).not.toBe("taken over");
  const pending = await call(server, "GET", `/api/v1/workspaces/${theirs.workspaceId}/invitations`, asThem);
  expect(pending.body.data).toMatchObject([{ id: theirs.invitationId }]);
  const scopes = (await call(server, "GET", "/api/v1/scopes", asThem)).body.data;
  expect(scopes.map(({ name }: { name: string }) => name)).toContain("orders:write");
});

test("one's own ID is found by a key of that environment and by the user", async () => {
  for (const request of [ACTORS["a live key"]!(), ACTORS["a user"]!()])
    for (const path of [`keys/${ours.live.id}`, `keys/${ours.live.id}/usage`, `requests/${ours.requestId}`])
      expect((await call(server, "GET", `/api/v1/${path}`, request)).status, path).toBe(200);
});

test("another environment's key gets the same answer as an unknown key", async () => {
  for (const operation of withId.filter((row) => row.includes("/keys/"))) {
    const [other, unknown] = [ours.live.id, unknownId(ours.live.id)];
    const [a, b] = await Promise.all(
      [other, unknown].map((id) => send(operation, id, { key: ours.test.secret })),
    );
    expectProblem(a!, 404, "not_found");
    expect({ ...a!.body, request_id: "" }).toEqual({ ...b!.body, request_id: "" });
  }
});

test("another workspace in X-Workspace-Id gets the same answer as an unknown one", async () => {
  const of = async (token: string) =>
    (await call(server, "GET", "/api/v1/me", { token })).body.data.workspace.id;
  const foreign = await of(theirs.developer.accessToken);
  const ask = (id: string) =>
    call(server, "GET", "/api/v1/keys", {
      token: ours.developer.accessToken,
      headers: { "x-workspace-id": id },
    });
  const [a, b, c] = [await ask(foreign), await ask(unknownId(foreign)), await ask("%00'")];
  for (const answer of [a, b, c]) {
    expectProblem(answer, 404, "not_found");
    expect({ ...answer.body, request_id: "" }).toEqual({ ...a.body, request_id: "" });
  }
  expect((await ask(await of(ours.developer.accessToken))).status).toBe(200);
});

// The operators' routes have tests of their own (operator-access.test.ts).
const protectedOnes = Object.keys(ACCESS).filter(
  (operation) => ACCESS[operation] !== "public" && ACCESS[operation] !== "operator",
);

test.each(protectedOnes)("%s without a credential gets 401", async (operation) => {
  expectProblem(await send(operation, unknownId("key_"), {}), 401, "unauthorized");
});

test.each(protectedOnes.filter((operation) => ACCESS[operation]!.includes(":")))(
  "%s with a key that has every scope but the required one gets 403 naming it",
  async (operation) => {
    const scope = ACCESS[operation]!;
    const { secret } = await newKey(server, ours.developer, {
      scopes: ALL_SCOPES.filter((s) => s !== scope),
    });
    const refused = await send(operation, ours.live.id, { key: secret });
    expectProblem(refused, 403, "forbidden", "insufficient_scope");
    expect(refused.body.required_scopes).toEqual([scope]);
  },
);

test.each(protectedOnes.filter((operation) => ACCESS[operation] === "user"))(
  "%s refuses a key with every scope: it is for users",
  async (operation) => {
    const refused = await send(operation, ours.sessionId, { key: ours.live.secret });
    expectProblem(refused, 403, "forbidden", "user_required");
  },
);
