import { z } from "zod";
import type { BuiltInScope } from "#lib/actors/built-in-scopes.ts";

export const Role = z.enum(["owner", "admin", "developer", "viewer"]);
export type Role = z.infer<typeof Role>;

const viewer: BuiltInScope[] = ["keys:read", "usage:read", "workspace:read"];
const developer: BuiltInScope[] = [...viewer, "keys:write", "keys:verify"];
const admin: BuiltInScope[] = [...developer, "audit:read"];

/** The scopes that each role includes. Developers can only use `keys:write` on keys they created. */
export const roleScopes: Record<Role, readonly BuiltInScope[]> = { viewer, developer, admin, owner: admin };

/** The roles that include a scope, the lowest first. Only built-in scopes belong to roles. */
export const rolesWith = (scope: string) =>
  (["viewer", "developer", "admin", "owner"] as const).filter((role) =>
    roleScopes[role].some((each) => each === scope),
  );

const RANKS: Record<Role, number> = { viewer: 0, developer: 1, admin: 2, owner: 3 };

/** Whether a member with this role can give someone else the other role. Nobody grants a role above their own. */
export const canGrant = (own: Role, granted: Role) =>
  RANKS[own] >= RANKS.admin && RANKS[granted] <= RANKS[own];
