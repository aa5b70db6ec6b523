import { randomInt } from "node:crypto";
import { call } from "#e2e/api/client.ts";
import type { World } from "#e2e/api/tenant-table/world.ts";

/**
 * What an ID in a path stands for, by the part of the path before it. The longest match counts, so `operator/scopes` can
 * differ from `scopes`. Everything belongs to the workspace "ours", or to its owner.
 */
export const TARGETS: Record<string, (world: World) => Promise<string>> = {
  keys: async (world) => (await world.key()).id,
  workspaces: (world) => world.workspace(),
  requests: (world) =>
    world.once("request", async () => {
      const made = await call(world.setting.server, "GET", "/api/v1/me", {
        key: (await world.key()).secret,
      });
      return made.headers.get("request-id")!;
    }),
  sessions: (world) =>
    world.once("session", async () => world.newSession((await world.person("owner")).userId)),
  // Of the user that "users" is.
  "{id}/sessions": (world) =>
    world.once("session of a user", async () =>
      world.newSession((await world.person("developer", { who: "another member" })).userId),
    ),
  // A scope's ID is its name.
  scopes: (world) =>
    world.once("scope", async () => {
      const name = `s${world.unique()}:read`;
      await world.setting.store.insert("scopes", {
        workspace_id: await world.workspace(),
        name,
        description: "",
        created_at: new Date(),
      });
      return name;
    }),
  members: async (world) => {
    // Without an owner, nobody could change a member.
    await world.person("owner");
    return (await world.person("developer", { who: "another member" })).userId;
  },
  invitations: async (world) => (await world.once("invitation", () => world.invitation())).id,
  users: async (world) => (await world.person("developer", { who: "another member" })).userId,
  plans: (world) =>
    world.once("plan", async () => {
      const id = `p-${world.unique()}`;
      await world.setting.store.insert("plans", {
        id,
        name: id,
        requests_per_minute: 10,
        position: randomInt(1_000, 1_000_000),
      });
      return id;
    }),
  mails: (world) =>
    world.once("mail", async () => {
      const id = `mail_${world.unique()}${"0".repeat(13)}`;
      // Without an address, and due only when it's retried: then it is dropped.
      const row = {
        id,
        kind: "verify_email",
        created_at: new Date(),
        attempts: 1,
        due_at: new Date(Date.now() + 3_600_000),
      };
      await world.setting.store.insert("mails", row);
      return id;
    }),
  "operator/scopes": (world) =>
    world.once("offered scope", async () => {
      const name = `o${world.unique()}:read`;
      const row = { name, description: "", created_at: new Date() };
      await world.setting.store.insert("offered_scopes", row);
      return name;
    }),
  services: (world) =>
    world.once("target service", async () => {
      const id = `svc_${world.unique()}${"0".repeat(13)}`;
      const row = { id, name: id, secret_hash: id, created_at: new Date() };
      await world.setting.store.insert("service_credentials", row);
      return id;
    }),
};

const PARAMETER = /\{\w+\}/g;

/** The target of each ID in a path's template, in order. Throws if one has no line in `TARGETS`. */
export function targetsOf(path: string): ((world: World) => Promise<string>)[] {
  return [...path.matchAll(PARAMETER)].map(({ index }) => {
    const before = path.slice(0, index - 1).split("/");
    const target = TARGETS[before.slice(-2).join("/")] ?? TARGETS[before.at(-1)!];
    if (target) return target;
    throw new Error(
      `${path}: say in e2e/api/tenant-table/targets.ts what an ID after /${before.at(-1)}/ is.`,
    );
  });
}

/** The path with these IDs. */
export function withIds(path: string, ids: string[]): string {
  const left = [...ids];
  return path.replace(PARAMETER, () => left.shift()!);
}

/** A well-formed ID that doesn't exist. */
export function unknownId(like: string): string {
  if (like.includes(":")) return "never:was";
  return like.includes("_") ? like.replace(/_.*/, `_${"0".repeat(25)}`) : "never-was";
}
