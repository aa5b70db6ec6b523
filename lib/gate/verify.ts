import type { GateKey } from "#db/queries/gate-key.ts";
import type { Caller } from "#lib/actors/actor.ts";
import { keyPolicies } from "#lib/actors/policies.ts";
import { checkKey, type KeyRefusal } from "#lib/gate/check-key.ts";
import { type GateDecision, take, undecided } from "#lib/gate/decide.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { ownerOfKey } from "#lib/gate/identify-key.ts";
import type { Verdict, VerdictCode, VerifyRequest } from "#lib/gate/schema.ts";
import type { LimitState } from "#lib/limits/limiter.ts";
import { monthMs, windowSeconds } from "#lib/limits/month.ts";
import { type Checks, noteFailed, notePassed } from "#lib/request-log/checks.ts";

/** The status in the log entry: the one that the verified key's own request would have got. */
const STATUS: Record<VerdictCode, number> = {
  valid: 200,
  unknown: 401,
  revoked: 401,
  expired: 401,
  disabled: 403,
  suspended: 403,
  insufficient_scope: 403,
  rate_limited: 429,
  quota_exceeded: 429,
};

/** A verdict, and the log entry for the verified key. */
export interface Verification {
  verdict: Verdict;
  /** Null if the caller can't see the key: then the request is logged for the caller. */
  entry: { decision: GateDecision; status: number; code: string | null } | null;
}

/**
 * Decides whether a request with this key may pass. It counts against the limits of the verified key, not the caller's.
 * Only the operator's services can verify keys of other workspaces; for everyone else such keys are unknown.
 */
export async function verifyKey(
  request: GateRequest,
  caller: Caller,
  wanted: VerifyRequest,
): Promise<Verification> {
  const { key, refusal } = await checkKey(wanted.key, { now: request.now });
  if (!key || !canSee(caller, key))
    return { verdict: verdictOf("unknown", null, [], wanted, request), entry: null };
  const checks: Checks = [];
  notePassed(checks, "credential", `API key ${key.hint}`);
  const identity = { caller: null, refusal: null, owner: ownerOfKey(key), key, checks };
  const refused = refuse(key, refusal, wanted, checks);
  if (refused) return verified(refused, undecided(identity), wanted, request);
  const taken = await take(keyPolicies({ ...key, keyId: key.id }), wanted.cost, checks);
  const decision = { ...identity, at: taken.at, taken, limits: taken.states };
  const over = taken.refusal?.policy.name;
  const code = over ? (over === "quota" ? "quota_exceeded" : "rate_limited") : "valid";
  return verified(code, decision, wanted, request);
}

function canSee(caller: Caller, key: GateKey): boolean {
  if (caller.type === "service") return true;
  if (caller.workspaceId !== key.workspaceId) return false;
  return caller.type === "user" || caller.environment === key.environment;
}

/** Why the key is rejected before its limits are checked; null if it isn't. */
function refuse(
  key: GateKey,
  refusal: KeyRefusal | null,
  wanted: VerifyRequest,
  checks: Checks,
): VerdictCode | null {
  if (refusal) {
    noteFailed(checks, "key_status", `The key is ${refusal}`);
    return refusal === "malformed" ? "unknown" : refusal;
  }
  notePassed(checks, "key_status", "The key is active");
  const missing = missingScopes(key, wanted);
  if (missing.length === 0) return null;
  noteFailed(checks, "scope", `${missing.join(", ")} missing`);
  return "insufficient_scope";
}

function verified(
  code: VerdictCode,
  decision: GateDecision,
  wanted: VerifyRequest,
  request: GateRequest,
): Verification {
  const verdict = verdictOf(code, decision.key, decision.limits, wanted, request);
  return { verdict, entry: { decision, status: STATUS[code], code: code === "valid" ? null : code } };
}

function missingScopes(key: GateKey, { scopes = [] }: VerifyRequest): string[] {
  return scopes.filter((scope) => !key.scopes.includes(scope));
}

function verdictOf(
  code: VerdictCode,
  key: GateKey | null,
  limits: LimitState[],
  wanted: VerifyRequest,
  { now }: GateRequest,
): Verdict {
  const windows = limits.filter(({ policy }) => policy.name !== "quota");
  const quota = limits.find(({ policy }) => policy.name === "quota");
  const tightest = windows.toSorted((a, b) => a.remaining - b.remaining)[0];
  return {
    valid: code === "valid",
    code,
    key: key && knownOf(key),
    missing_scopes: key ? missingScopes(key, wanted) : [],
    rate_limit: tightest
      ? {
          limit: tightest.policy.limit,
          remaining: tightest.remaining,
          reset_in_seconds: tightest.resetSeconds,
          window_seconds: windowSeconds(tightest.policy, now.getTime()),
        }
      : null,
    quota: quota
      ? {
          limit: quota.policy.limit,
          remaining: quota.remaining,
          resets_at: new Date(monthMs(now.getTime()).end).toISOString(),
        }
      : null,
  };
}

function knownOf(key: GateKey): NonNullable<Verdict["key"]> {
  return {
    id: key.id,
    name: key.name,
    workspace_id: key.workspaceId,
    environment: key.environment as "live" | "test",
    plan: key.planId,
    scopes: key.scopes,
    external_id: key.externalId,
    metadata: key.metadata,
    expires_at: key.expiresAt?.toISOString() ?? null,
  };
}
