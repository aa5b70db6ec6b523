import { type Authority, type Dimension, scopesBeyond, widerIn } from "#lib/actors/authority.ts";
import { missingScope } from "#lib/actors/missing-scope.ts";
import { type FieldError, type Problem, problem } from "#lib/problem.ts";

/** Whether an operation only takes power away. Then it is also allowed on keys that are wider than the actor. */
const TAKES_AWAY = {
  create: false,
  import: false,
  change: false,
  enable: false,
  rotate: false,
  end_overlap: true,
  disable: true,
  revoke: true,
} as const;

export type KeyVerb = keyof typeof TAKES_AWAY;
export const KEY_VERBS = Object.keys(TAKES_AWAY) as KeyVerb[];

/** What a key can't change about itself. */
export type OwnField = "scopes" | "rate_limit" | "expires_at" | "enabled";

/** Who makes a change, with the rights they have when it is committed. */
export interface KeyManager {
  type: "user" | "api_key";
  /** Set for users. */
  role?: string;
  /** Set for keys. */
  keyId?: string;
  authority: Authority;
}

/** A key as it will be after the change. `pointer` is where the request describes it. */
export interface KeyResult {
  authority: Authority;
  pointer: string;
}

export interface KeyOperation {
  verb: KeyVerb;
  /** The key that is changed; null when keys are created. */
  target: { id: string; authority: Authority } | null;
  results: KeyResult[];
  /** The fields that are sent, whether or not their value is new. */
  fields: OwnField[];
}

/**
 * Why an actor can't do this to a key; null if they can. This is the only place where that is decided. Nobody ends up with
 * more than they have, or gives it away.
 */
export function refuseOperation(actor: KeyManager, operation: KeyOperation): Problem | null {
  const { target, verb } = operation;
  if (!actor.authority.scopes.includes("keys:write")) return missingScope(actor, "keys:write");
  if (target && target.id === actor.keyId) return refuseOwn(operation);
  if (target) {
    const wider = widerIn(target.authority, actor.authority);
    const reported = TAKES_AWAY[verb] ? wider.filter(isAboutReach) : wider;
    if (reported.length > 0) return targetRefusal(reported, target.authority, actor);
  }
  if (TAKES_AWAY[verb]) return null;
  for (const result of operation.results) {
    const wider = widerIn(result.authority, actor.authority);
    if (wider.length > 0) return resultRefusal(wider, result, actor);
  }
  return null;
}

const isAboutReach = (dimension: Dimension) => dimension === "environment" || dimension === "reach";

const REASONS: Record<Dimension, string> = {
  environment: "other_environment",
  reach: "insufficient_role",
  scopes: "scope_escalation",
  rate_limit: "limit_escalation",
  expires_at: "expiry_escalation",
};

const OWN: Record<OwnField, { name: string; reason: string }> = {
  scopes: { name: "scopes", reason: REASONS.scopes },
  rate_limit: { name: "rate limit", reason: REASONS.rate_limit },
  expires_at: { name: "expiry", reason: REASONS.expires_at },
  enabled: { name: "status", reason: REASONS.reach },
};

// A key is as wide as itself, so it may rotate, revoke and rename itself.
function refuseOwn({ fields }: KeyOperation): Problem | null {
  const [first] = fields;
  if (!first) return null;
  const names = fields.map((field) => OWN[field].name).join(", ");
  const detail = `An API key can't change its own ${names}. Use another credential.`;
  return problem("forbidden", { reason: OWN[first].reason, detail });
}

function targetRefusal(wider: Dimension[], target: Authority, actor: KeyManager): Problem {
  const [first] = wider as [Dimension];
  if (isAboutReach(first))
    return problem("forbidden", { reason: REASONS[first], detail: outOfReach(first, actor) });
  const more = wider.map((dimension) => describe(dimension, target, actor.authority)).join(", ");
  const detail = `The key has more than ${yours(actor)}: ${more}. You can disable or revoke it, but not change, enable or rotate it.`;
  return problem("forbidden", { reason: REASONS[first], detail });
}

function resultRefusal(wider: Dimension[], { authority, pointer }: KeyResult, actor: KeyManager): Problem {
  const [first] = wider as [Dimension];
  if (isAboutReach(first))
    return problem("forbidden", { reason: REASONS[first], detail: outOfReach(first, actor) });
  const errors: FieldError[] = wider.map((dimension) => ({
    pointer: `${pointer}/${dimension}`,
    code: REASONS[dimension],
    detail: fix(dimension, authority, actor.authority),
  }));
  const detail = errors.map((error) => error.detail).join(" ");
  return problem("forbidden", { reason: REASONS[first], detail, errors });
}

const yours = ({ type }: KeyManager) => (type === "user" ? "you" : "this API key");

function outOfReach(dimension: Dimension, { type, authority }: KeyManager): string {
  if (dimension === "environment")
    return `This API key can only access the ${authority.environment} environment.`;
  return type === "user"
    ? "Developers can only change keys they created, directly or with one of their keys."
    : "This API key can only change keys that its creator created, directly or with one of their keys.";
}

function describe(dimension: Dimension, target: Authority, own: Authority): string {
  if (dimension === "scopes") return `scopes (${scopesBeyond(target, own).join(", ")})`;
  return dimension === "rate_limit" ? "a higher rate limit" : "a later expiry";
}

function fix(dimension: Dimension, result: Authority, own: Authority): string {
  if (dimension === "scopes")
    return `You can't grant scopes you don't have: ${scopesBeyond(result, own).join(", ")}.`;
  if (dimension === "expires_at")
    return `Set expires_at to ${own.expiresAt!.toISOString()} or earlier: a key can't outlive the key that created or changed it.`;
  const { requests, windowSeconds } = own.rateLimit!;
  return `Set rate_limit to at most ${requests} requests in any ${windowSeconds} seconds, this API key's own limit.`;
}
