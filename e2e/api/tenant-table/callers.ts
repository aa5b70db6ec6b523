import type { Call } from "#e2e/api/client.ts";
import { DEVELOPER_SCOPES, type World } from "#e2e/api/tenant-table/world.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";

type Caller = (world: World) => Promise<Call>;

const keyOf = (world: World, name: string, create: () => ReturnType<World["newKey"]>) =>
  world.once(`key ${name}`, create).then(({ secret }) => ({ key: secret }));

const ownersKey = (world: World) =>
  keyOf(world, "owner's", async () => world.newKey(await world.person("owner")));

const member =
  (role: "owner" | "admin" | "developer" | "viewer"): Caller =>
  async (world) => ({ token: (await world.person(role)).token });

/** The columns of the table. IDs in the requests are those of the workspace "ours" and its owner. */
export const CALLERS: Record<string, Caller> = {
  "no credential": async () => ({}),
  "stranger's key": (world) =>
    keyOf(world, "stranger's", async () => world.newKey(await world.person("owner", { of: "theirs" }))),
  stranger: async (world) => ({ token: (await world.person("owner", { of: "theirs" })).token }),
  "user without a workspace": async (world) => ({ token: (await world.person(null)).token }),
  viewer: member("viewer"),
  developer: member("developer"),
  admin: member("admin"),
  owner: member("owner"),
  key: ownersKey,
  "key without scope": (world) =>
    keyOf(world, "without scope", async () => world.newKey(await world.person("owner"), { scopes: [] })),
  "developer's key": (world) =>
    keyOf(world, "developer's", async () =>
      world.newKey(await world.person("developer"), { scopes: DEVELOPER_SCOPES }),
    ),
  "test key": (world) =>
    keyOf(world, "test", async () => world.newKey(await world.person("owner"), { environment: "test" })),
  "expired token": async (world) => ({ token: (await world.person("owner")).expiredToken }),
  "owner, workspace suspended": member("owner"),
  "key, workspace suspended": ownersKey,
  // Their session is alive, as if they had logged in while they were suspended.
  "suspended user": async (world) => {
    const flags = { suspended_at: new Date() };
    return { token: (await world.person("owner", { who: "suspended", flags })).token };
  },
  operator: async (world) => {
    const flags = { operator: true };
    return { token: (await world.person("owner", { of: "operators", flags })).token };
  },
  "service credential": (world) =>
    world.once("service", async () => {
      const { token, tokenHash } = mintOpaqueToken("service");
      const id = newId("svc", Date.now());
      const row = { id, name: `table ${world.unique()}`, secret_hash: tokenHash, created_at: new Date() };
      await world.setting.store.insert("service_credentials", row);
      return { token };
    }),
};

/** Callers whose workspace is suspended while they make their request. */
export const isSuspended = (caller: string) => caller.endsWith(", workspace suspended");

/** Callers of whom our workspace knows nothing. */
export const STRANGERS = ["stranger's key", "stranger", "user without a workspace"];
