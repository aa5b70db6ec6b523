import { type BuiltInScope, isAppScope } from "#lib/actors/built-in-scopes.ts";
import { type Role, roleScopes } from "#lib/actors/roles.ts";

/** What an actor or a key can do. Nobody can give away more than they have, in any of these dimensions. */
export interface Authority {
  /** Null: both environments. */
  environment: "live" | "test" | null;
  /** The user whose keys it can manage, with all keys that those created. Null: all keys of the workspace. */
  reach: string | null;
  scopes: readonly string[];
  /** Whether it includes every scope of your own API, as a user's does. */
  everyAppScope: boolean;
  /** Null: no rate limit of its own. */
  rateLimit: { requests: number; windowSeconds: number } | null;
  /** Null: it doesn't expire. */
  expiresAt: Date | null;
}

/** In the order in which they are reported. */
export const DIMENSIONS = ["environment", "reach", "scopes", "rate_limit", "expires_at"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The dimensions in which `a` is wider than `b`. None of them: `a` is at most as wide as `b`. */
export function widerIn(a: Authority, b: Authority): Dimension[] {
  const within: Record<Dimension, boolean> = {
    environment: b.environment === null || a.environment === b.environment,
    reach: b.reach === null || a.reach === b.reach,
    scopes: scopesBeyond(a, b).length === 0 && (b.everyAppScope || !a.everyAppScope),
    rate_limit: isLimitWithin(a.rateLimit, b.rateLimit),
    expires_at: b.expiresAt === null || (a.expiresAt !== null && a.expiresAt <= b.expiresAt),
  };
  return DIMENSIONS.filter((dimension) => !within[dimension]);
}

/** The scopes of `a` that `b` doesn't include. */
export function scopesBeyond(
  { scopes }: Pick<Authority, "scopes">,
  b: Pick<Authority, "scopes" | "everyAppScope">,
): string[] {
  return scopes.filter((scope) => !b.scopes.includes(scope) && !(b.everyAppScope && isAppScope(scope)));
}

// A window of b overlaps at most ceil(Wb / Wa) consecutive windows of a, and each of them accepts at most `a.requests`.
function isLimitWithin(a: Authority["rateLimit"], b: Authority["rateLimit"]): boolean {
  if (b === null) return true;
  if (a === null) return false;
  return a.requests * Math.ceil(b.windowSeconds / a.windowSeconds) <= b.requests;
}

/** What a user can do in a workspace. Developers can only manage the keys that they or their keys created. */
export function userAuthority(userId: string, role: Role): Authority {
  return {
    environment: null,
    reach: managesAllKeys(role) ? null : userId,
    scopes: roleScopes[role] satisfies readonly BuiltInScope[],
    everyAppScope: true,
    rateLimit: null,
    expiresAt: null,
  };
}

interface KeyColumns {
  id: string;
  environment: string;
  scopes: string[];
  limitRequests: number | null;
  limitWindowSeconds: number | null;
  expiresAt: Date | null;
  /** The user who created the key, or the key that created it, and so on. */
  rootUserId: string | null;
  /** That user's role today; null if they are no longer a member. */
  rootRole: string | null;
}

/** What a key can do. It manages the keys that its root user can manage. */
export function keyAuthority(key: KeyColumns): Authority {
  const { limitRequests: requests, limitWindowSeconds: windowSeconds } = key;
  return {
    environment: key.environment as Authority["environment"],
    reach: managesAllKeys(key.rootRole) ? null : (key.rootUserId ?? key.id),
    scopes: key.scopes,
    everyAppScope: false,
    rateLimit: requests !== null && windowSeconds !== null ? { requests, windowSeconds } : null,
    expiresAt: key.expiresAt,
  };
}

const managesAllKeys = (role: string | null) => role === "owner" || role === "admin";
