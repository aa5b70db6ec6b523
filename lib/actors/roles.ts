import type { BuiltInScope } from "#lib/actors/built-in-scopes.ts";

export type Role = "owner" | "admin" | "developer" | "viewer";

const viewer: BuiltInScope[] = ["keys:read", "usage:read", "workspace:read"];
const developer: BuiltInScope[] = [...viewer, "keys:write", "keys:verify"];
const admin: BuiltInScope[] = [...developer, "audit:read"];

/** The scopes that each role includes. Developers can only use `keys:write` on keys they created. */
export const roleScopes: Record<Role, readonly BuiltInScope[]> = { viewer, developer, admin, owner: admin };
