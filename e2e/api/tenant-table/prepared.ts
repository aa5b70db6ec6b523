import { call } from "#e2e/api/client.ts";
import { TARGETS } from "#e2e/api/tenant-table/targets.ts";
import type { World } from "#e2e/api/tenant-table/world.ts";

export interface Prepared {
  /** With `?`. */
  query?: (world: World) => string | Promise<string>;
  body?: (world: World) => object | Promise<object>;
}

/**
 * A valid request for each operation that needs more than the ID in its path: one that succeeds for at least one caller.
 * `world` creates what the request names, in the workspace "ours". An operation without a body and without required
 * parameters needs no line here.
 *
 * To add one: `"POST /api/v1/things": { body: async (world) => ({ name: "x", key_id: (await world.key()).id }) }`. A path
 * with an ID of a new kind also needs a line in `TARGETS`. Then run the test with UPDATE_TABLE=1 and read the diff.
 */
export const PREPARED: Record<string, Prepared> = {
  "POST /api/v1/auth/login": {
    body: async (world) => {
      const { email, password } = await world.person("owner");
      return { email, password };
    },
  },
  "POST /api/v1/auth/logout": { body: async (world) => ({ refresh_token: await world.refreshToken() }) },
  "POST /api/v1/auth/password/forgot": {
    body: async (world) => ({ email: (await world.person("owner")).email }),
  },
  "POST /api/v1/auth/password/reset": {
    body: async (world) => {
      const { userId } = await world.person("owner");
      const token = await world.linkToken("reset_password", { user_id: userId });
      return { token, password: `new ${world.unique()}` };
    },
  },
  "POST /api/v1/auth/password/set": {
    body: async (world) => {
      const { userId } = await world.person("owner");
      const token = await world.linkToken("set_password", { user_id: userId });
      return { token, password: `new ${world.unique()}` };
    },
  },
  "POST /api/v1/auth/refresh": { body: async (world) => ({ refresh_token: await world.refreshToken() }) },
  "POST /api/v1/auth/signup": {
    body: (world) => ({ email: `table-${world.unique()}@example.test`, password: `new ${world.unique()}` }),
  },
  "POST /api/v1/auth/verification": {
    body: (world) => ({ email: `table-${world.unique()}@example.test` }),
  },
  "POST /api/v1/auth/verify": { body: async (world) => ({ token: await world.signUpToken() }) },

  "POST /api/v1/keys": { body: () => ({ name: "new", scopes: ["keys:read"] }) },
  "PATCH /api/v1/keys/{id}": { body: () => ({ name: "taken over" }) },
  "POST /api/v1/keys/{id}/rotate": { body: () => ({ overlap_seconds: 60 }) },
  "POST /api/v1/keys/{id}/rotate/end": {
    // There has to be an overlap.
    query: async (world) => {
      const [{ id }, { token }] = [await world.key(), await world.person("owner")];
      const body = { overlap_seconds: 60 };
      await call(world.setting.server, "POST", `/api/v1/keys/${id}/rotate`, { token, body });
      return "";
    },
  },
  "POST /api/v1/keys/import": {
    body: (world) => ({ keys: [{ hash: `${world.unique()}${"0".repeat(52)}`, name: "imported" }] }),
  },
  "POST /api/v1/keys/bulk": {
    body: async (world) => ({ action: "disable", ids: [(await world.key()).id] }),
  },
  "POST /api/v1/keys/verify": { body: async (world) => ({ key: (await world.key()).secret, cost: 0 }) },

  "POST /api/v1/scopes": { body: (world) => ({ name: `s${world.unique()}:read` }) },

  "POST /api/v1/workspaces": { body: (world) => ({ name: `New ${world.unique()}` }) },
  "PATCH /api/v1/workspaces/{id}": { body: () => ({ name: "Taken over" }) },
  "DELETE /api/v1/workspaces/{id}": {
    query: async (world) => `?confirm=${encodeURIComponent(`The workspace ${await world.workspace()}`)}`,
  },
  "POST /api/v1/workspaces/{id}/plan-requests": { body: () => ({ plan: "pro" }) },

  "PATCH /api/v1/workspaces/{id}/members/{user_id}": { body: () => ({ role: "viewer" }) },
  "POST /api/v1/workspaces/{id}/invitations": {
    body: (world) => ({ email: `table-${world.unique()}@example.test`, role: "viewer" }),
  },
  "POST /api/v1/invitations/preview": {
    body: async (world) => ({ token: (await world.invitation()).token }),
  },
  "POST /api/v1/invitations/accept": {
    body: async (world) => {
      const { email } = await world.person("owner", { of: "theirs" });
      return { token: (await world.invitation(email)).token };
    },
  },

  "PATCH /api/v1/me": { body: () => ({ name: "New name" }) },
  "POST /api/v1/me/password": {
    body: (world) => ({ current_password: world.setting.password, new_password: `new ${world.unique()}` }),
  },
  "POST /api/v1/me/email": {
    body: (world) => ({
      new_email: `table-${world.unique()}@example.test`,
      password: world.setting.password,
    }),
  },
  "POST /api/v1/me/email/confirm": { body: async (world) => ({ token: await world.emailChangeToken() }) },
  "POST /api/v1/me/delete": { body: (world) => ({ password: world.setting.password }) },

  "PATCH /api/v1/operator/settings": {
    body: (world) => ({ branding: { support_email: `table-${world.unique()}@example.test` } }),
  },
  "PUT /api/v1/operator/settings/logo": {
    body: (world) => ({ image: Buffer.from(`<svg id="${world.unique()}"></svg>`).toString("base64") }),
  },
  "POST /api/v1/operator/users": {
    body: (world) => ({ email: `table-${world.unique()}@example.test` }),
  },
  "PATCH /api/v1/operator/users/{id}": { body: () => ({ suspended: true }) },
  "PATCH /api/v1/operator/workspaces/{id}": { body: () => ({ suspended: true }) },
  "POST /api/v1/operator/plans": {
    body: (world) => ({ id: `p-${world.unique()}`, name: "New", requests_per_minute: 10 }),
  },
  "PATCH /api/v1/operator/plans/{id}": { body: () => ({ name: "Renamed" }) },
  "POST /api/v1/operator/scopes": { body: (world) => ({ name: `o${world.unique()}:read` }) },
  "POST /api/v1/operator/services": { body: (world) => ({ name: `table ${world.unique()}` }) },
  "POST /api/v1/operator/services/{id}/rotate/end": {
    // There has to be an overlap.
    query: async (world) => {
      const id = await TARGETS.services!(world);
      const sql =
        "update service_credentials set previous_secret_hash = $1, previous_expires_at = $2 where id = $3";
      await world.setting.store.query(sql, [`previous ${id}`, new Date(Date.now() + 3_600_000), id]);
      return "";
    },
  },
  "POST /api/v1/operator/services/{id}/rotate": { body: () => ({ overlap_seconds: 60 }) },
  // A verification of a chain with few events: it has ended before the next one starts.
  "POST /api/v1/operator/audit-chain/verify": {
    body: async (world) => ({ workspace_id: await world.workspace() }),
  },
  "POST /api/v1/operator/lookup": { body: async (world) => ({ secret: (await world.key()).secret }) },
};
