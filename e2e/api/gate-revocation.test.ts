import { expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { revokeUnderLoad, type Target, target } from "#e2e/api/revocation-load.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const now = () => (server.dialect === "sqlite" ? Date.now() : new Date());

type End = (key: { id: string }, owner: Developer) => Promise<unknown>;

const api =
  (method: string, body?: object): End =>
  async ({ id }, { accessToken: token }) => {
    const { status, body: answered } = await call(server, method, `/api/v1/keys/${id}`, { token, body });
    expect(status, JSON.stringify(answered)).toBe(200);
  };
const sql =
  (statement: string, ...values: unknown[]): End =>
  ({ id }) =>
    query(server, statement, [...values, id]);

const WORKSPACE = "(select workspace_id from api_keys where id = $2)";
const ENDS: Record<string, [refusal: string, End]> = {
  "revoked by the API": ["401 invalid_api_key revoked", api("DELETE")],
  "disabled by the API": ["403 inactive_api_key", api("PATCH", { enabled: false })],
  "its scope cut by the API": ["403 forbidden insufficient_scope", api("PATCH", { scopes: ["data:write"] })],
  "revoked by SQL": [
    "401 invalid_api_key revoked",
    sql("update api_keys set revoked_at = $1 where id = $2", now()),
  ],
  "disabled by SQL": [
    "403 inactive_api_key",
    sql("update api_keys set disabled_at = $1 where id = $2", now()),
  ],
  "its scope cut by SQL": [
    "403 forbidden insufficient_scope",
    sql("update api_keys set scopes = $1 where id = $2", "[]"),
  ],
  "expired by SQL": [
    "401 invalid_api_key expired",
    sql("update api_keys set expires_at = $1 where id = $2", now()),
  ],
  "its secret ended by SQL": [
    "401 invalid_api_key revoked",
    sql("update key_secrets set expires_at = $1 where key_id = $2", now()),
  ],
  "deleted by SQL": ["401 invalid_api_key unknown", sql("delete from api_keys where id = $1")],
  "its workspace suspended by SQL": [
    "403 forbidden workspace_suspended",
    sql(`update workspaces set suspended_at = $1 where id = ${WORKSPACE}`, now()),
  ],
};
const EACH = 3;

const newOwner = async () => {
  const owner = await newDeveloper(server);
  await setPlan(server, owner);
  return owner;
};

async function newTarget(how: string, [refusal, end]: [string, End], owner: Developer): Promise<Target> {
  const key = await newKey(server, owner, { scopes: ["data:read", "data:write"] });
  const ask = () => askGate(server, { key: key.secret, path: "/gate;scope=data:read/orders" });
  return target({ name: how, ask, refusal, end: () => end(key, owner) });
}

async function newTargets(): Promise<Target[]> {
  const ada = await newOwner();
  const targets: Target[] = [];
  for (const [how, end] of Object.entries(ENDS))
    for (let i = 0; i < EACH; i += 1)
      // Who is suspended is so with everything: nobody else's key may be among it.
      targets.push(await newTarget(how, end, how.includes("workspace") ? await newOwner() : ada));
  return targets;
}

// Many clients find what goes wrong between requests; few are answered fast enough to meet what is stale for moments.
test.each([64, 4])(
  "under %i clients at the gate, no request passes that starts after its key was ended, by the API or in the store",
  async (clientCount) => revokeUnderLoad(await newTargets(), clientCount),
);
