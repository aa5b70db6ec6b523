import type { BuiltInScope } from "#lib/actors/built-in-scopes.ts";

export type Role = "owner" | "admin" | "developer" | "viewer";

const viewer: BuiltInScope[] = ["keys:read", "usage:read", "workspace:read"];
const developer: BuiltInScope[] = [...viewer, "keys:write", "keys:verify"];
const admin: BuiltInScope[] = [...developer, "audit:read"];

/** What each role may do, in the words of scopes. A developer's `keys:write` reaches his own keys only. */
export const roleScopes: Record<Role, readonly BuiltInScope[]> = { viewer, developer, admin, owner: admin };
