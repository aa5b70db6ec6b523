import { randomInt } from "node:crypto";
import { expect } from "vitest";
import { type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { account, mailedToken } from "#e2e/api/people.ts";
import { type Target, target } from "#e2e/api/revocation-load.ts";
import { ageUsedRefreshTokens, clearThrottles, query, setPlan } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

type Revoke = (server: TestServer, key: { id: string }, owner: Developer) => Promise<unknown>;

const api =
  (method: string, body?: object): Revoke =>
  async (server, { id }, { accessToken: token }) => {
    const answer = await call(server, method, `/api/v1/keys/${id}`, { token, body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };

const NOW = Symbol("now");
const sql =
  (statement: string, ...values: unknown[]): Revoke =>
  (server, { id }) => {
    const now = server.dialect === "sqlite" ? Date.now() : new Date();
    const sent = values.map((value) => (value === NOW ? now : value));
    return query(server, statement, [...sent, id]);
  };

async function deleteWorkspace(...[server, , { accessToken: token }]: Parameters<Revoke>): Promise<void> {
  const { body } = await call(server, "GET", "/api/v1/workspaces", { token });
  const [{ id, name }] = body.data;
  const path = `/api/v1/workspaces/${id}?confirm=${encodeURIComponent(name)}`;
  expect((await call(server, "DELETE", path, { token })).status).toBe(204);
}

const WORKSPACE = "(select workspace_id from api_keys where id = $2)";

/** Every way to end a key, by the API or in the database, and the refusal that follows. */
const KEY_REVOCATIONS: Record<string, [refusal: string, revoke: Revoke]> = {
  "revoked by the API": ["401 invalid_api_key revoked", api("DELETE")],
  "disabled by the API": ["403 inactive_api_key", api("PATCH", { enabled: false })],
  "its scope removed by the API": [
    "403 forbidden insufficient_scope",
    api("PATCH", { scopes: ["data:write"] }),
  ],
  "revoked in the database": [
    "401 invalid_api_key revoked",
    sql("update api_keys set revoked_at = $1 where id = $2", NOW),
  ],
  "disabled in the database": [
    "403 inactive_api_key",
    sql("update api_keys set disabled_at = $1 where id = $2", NOW),
  ],
  "its scope removed in the database": [
    "403 forbidden insufficient_scope",
    sql("update api_keys set scopes = $1 where id = $2", "[]"),
  ],
  "expired in the database": [
    "401 invalid_api_key expired",
    sql("update api_keys set expires_at = $1 where id = $2", NOW),
  ],
  "its secret expired in the database": [
    "401 invalid_api_key revoked",
    sql("update key_secrets set expires_at = $1 where key_id = $2", NOW),
  ],
  "deleted in the database": ["401 invalid_api_key unknown", sql("delete from api_keys where id = $1")],
  "its workspace suspended in the database": [
    "403 forbidden workspace_suspended",
    sql(`update workspaces set suspended_at = $1 where id = ${WORKSPACE}`, NOW),
  ],
  "its workspace deleted by the API": ["401 invalid_api_key revoked", deleteWorkspace],
};

// The test's and the server's clock, each rounded to the millisecond.
const CLOCKS_AGREE_MS = 20;
const KEYS_OF_A_KIND = 4;
const SCOPES = ["keys:read", "data:read", "data:write"];

async function newOwner(server: TestServer): Promise<Developer> {
  const owner = await newDeveloper(server);
  await setPlan(server, owner);
  return owner;
}

/** Uses the key at the API for an even index, at the gate for an odd one. */
function requestWith(server: TestServer, key: string, index: number): Target["request"] {
  if (index % 2 === 0) return () => call(server, "GET", "/api/v1/keys?limit=1", { key });
  return () => askGate(server, { key, path: "/gate;scope=data:read/orders" });
}

/** Keys for every way to end one, half of them used at the API and half at the gate. */
export async function keyTargets(server: TestServer): Promise<Target[]> {
  const ada = await newOwner(server);
  const revocations = Object.entries(KEY_REVOCATIONS).flatMap((revocation) =>
    Array.from({ length: KEYS_OF_A_KIND }, (_, index) => [...revocation, index] as const),
  );
  const targets = revocations.map(async ([name, [refusal, revoke], index]) => {
    // Suspending or deleting a workspace ends all its keys: it must hold no other target.
    const owner = name.includes("workspace") ? await newOwner(server) : ada;
    const key = await newKey(server, owner, { scopes: name.includes("scope") ? SCOPES.slice(1) : SCOPES });
    const request = requestWith(server, key.secret, name.includes("scope") ? 1 : index);
    return target({ name, request, refusal, revoke: () => revoke(server, key, owner) });
  });
  return [...(await Promise.all(targets)), ...(await scopeTargets(server, ada))];
}

/** Keys that lose the scope they use at the API. */
function scopeTargets(server: TestServer, owner: Developer): Promise<Target[]> {
  const refusal = "403 forbidden insufficient_scope";
  return Promise.all(
    Array.from({ length: KEYS_OF_A_KIND / 2 }, async () => {
      const key = await newKey(server, owner, { scopes: ["keys:read"] });
      const revoke = () => api("PATCH", { scopes: [] })(server, key, owner);
      return target({
        name: "its scope removed, at the API",
        request: requestWith(server, key.secret, 0),
        refusal,
        revoke,
      });
    }),
  );
}

/** Keys that expire while others are being revoked: to be created last. */
export async function expiringTargets(server: TestServer): Promise<Target[]> {
  const owner = await newOwner(server);
  return Promise.all(
    Array.from({ length: KEYS_OF_A_KIND * 2 }, async (_, index) => {
      const expiresAt = Date.now() + randomInt(1500, 3000);
      const revokedAt = performance.now() + expiresAt - Date.now() + CLOCKS_AGREE_MS;
      const body = { scopes: SCOPES, expires_at: new Date(expiresAt).toISOString() };
      const { secret } = await newKey(server, owner, body);
      const expiring = target({
        name: "expiring",
        request: requestWith(server, secret, index),
        refusal: "401 invalid_api_key expired",
        revoke: async () => revokedAt,
      });
      return { ...expiring, revokedAt };
    }),
  );
}

const REVOKED_TOKEN = "401 invalid_token revoked";

const session = (server: TestServer, name: string, credential: Call, revoke: () => Promise<unknown>) =>
  target({
    name,
    request: () => call(server, "GET", "/api/v1/keys?limit=1", credential),
    refusal: REVOKED_TOKEN,
    revoke,
  });

/** One person's sessions: one logs out, one is ended by another session, one ends when its refresh token is reused. */
export async function sessionTargets(server: TestServer): Promise<Target[]> {
  const { email, password, accessToken, refreshToken } = await newDeveloper(server);
  const logIn = async () => (await account(server, "login", { email, password })).body.data;
  const [leaving, ended, owner] = [await logIn(), await logIn(), await logIn()];
  const { sid } = JSON.parse(Buffer.from(ended.access_token.split(".")[1], "base64url").toString());
  const post = (path: string, body: object) => account(server, path, body);
  return [
    session(server, "logged out", { token: leaving.access_token }, async () => {
      await post("logout", { refresh_token: leaving.refresh_token });
    }),
    session(server, "session ended", { token: ended.access_token }, async () => {
      await call(server, "DELETE", `/api/v1/auth/sessions/${sid}`, { token: owner.access_token });
    }),
    session(server, "refresh token reused", { token: accessToken }, async () => {
      await post("refresh", { refresh_token: refreshToken });
      await ageUsedRefreshTokens(server, { email }, 10);
      await post("refresh", { refresh_token: refreshToken });
    }),
  ];
}

/** A session and keys that end because their owner sets a new password. */
export async function passwordTargets(server: TestServer): Promise<Target[]> {
  const [ada, bob, eve] = [await newDeveloper(server), await newOwner(server), await newOwner(server)];
  const [atApi, atGate] = await Promise.all(
    [bob, eve].map((owner) => newKey(server, owner, { scopes: SCOPES })),
  );
  const changed = await passwordReset(server, ada, {});
  const [bobs, eves] = [
    await passwordReset(server, bob, { revoke_keys: true }),
    await passwordReset(server, eve, { revoke_keys: true }),
  ];
  const key = { name: "revoked with the password", refusal: "401 invalid_api_key revoked" };
  return [
    session(server, "password changed", { token: ada.accessToken }, changed),
    target({ ...key, request: requestWith(server, atApi!.secret, 0), revoke: bobs }),
    target({ ...key, request: requestWith(server, atGate!.secret, 1), revoke: eves }),
  ];
}

/** Asks for a reset link. Returns a function that uses it. */
async function passwordReset(server: TestServer, { email }: Developer, more: object) {
  await clearThrottles(server);
  await account(server, "password/forgot", { email });
  const token = await mailedToken(server, email, /Reset your password/);
  return async () => {
    const body = { token, password: "quite another password", ...more };
    expect((await account(server, "password/reset", body)).status).toBe(200);
  };
}
