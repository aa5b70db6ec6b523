import type { GateKey } from "#db/queries/gate-key.ts";
import type { Caller } from "#lib/actors/actor.ts";
import { keyPolicies } from "#lib/actors/policies.ts";
import { take } from "#lib/gate/admit.ts";
import { checkKey, type Refusal } from "#lib/gate/check-key.ts";
import type { Exchange } from "#lib/gate/exchange.ts";
import type { Verdict, VerdictCode, VerifyRequest } from "#lib/gate/schema.ts";
import type { LimitState } from "#lib/limits/limiter.ts";
import { monthMs, windowSeconds } from "#lib/limits/month.ts";
import { noteFailed, notePassed } from "#lib/request-log/checks.ts";

/** The status that the verified key's own request would have had: what the log shows. */
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

/**
 * May a request with this key pass? Charged to the verified key and its workspace, never to the caller.
 * A key of another workspace is unknown to everybody but the operator's services.
 */
export async function verifyKey(exchange: Exchange, caller: Caller, asked: VerifyRequest): Promise<Verdict> {
  const callersLimits = exchange.limits;
  const { key, refusal } = await checkKey(asked.key, exchange.now);
  if (!key || !mayKnow(caller, key)) return verdict("unknown", null, [], asked, exchange);
  attribute(exchange, key);
  const code = await decide(exchange, key, refusal, asked);
  exchange.verdict = { status: STATUS[code], code: code === "valid" ? null : code };
  const answer = verdict(code, key, exchange.limits, asked, exchange);
  exchange.limits = callersLimits;
  return answer;
}

function mayKnow(caller: Caller, key: GateKey): boolean {
  if (caller.type === "service") return true;
  if (caller.workspaceId !== key.workspaceId) return false;
  return caller.type === "user" || caller.environment === key.environment;
}

/** The row becomes the verified key's: its developer sees the verdict in his log. */
function attribute(exchange: Exchange, key: GateKey): void {
  const { workspaceId, environment, id, hint } = key;
  exchange.attribution = { workspaceId, environment, keyId: id, hint, userId: null };
  exchange.checks = [];
  notePassed(exchange.checks, "credential", `API key ${hint}`);
  // What was read so far are the caller's limits: none of the verified key's business.
  exchange.limits = [];
}

async function decide(
  exchange: Exchange,
  key: GateKey,
  refusal: Refusal | null,
  asked: VerifyRequest,
): Promise<VerdictCode> {
  if (refusal) {
    noteFailed(exchange.checks, "key_status", `The key is ${refusal}`);
    return refusal === "malformed" ? "unknown" : refusal;
  }
  notePassed(exchange.checks, "key_status", "The key is active");
  const missing = missingScopes(key, asked);
  if (missing.length > 0) {
    noteFailed(exchange.checks, "scope", `${missing.join(", ")} missing`);
    return "insufficient_scope";
  }
  const over = await take(exchange, keyPolicies({ ...key, keyId: key.id }), asked.cost);
  if (!over) return "valid";
  return over.policy.name === "quota" ? "quota_exceeded" : "rate_limited";
}

function missingScopes(key: GateKey, { scopes = [] }: VerifyRequest): string[] {
  return scopes.filter((scope) => !key.scopes.includes(scope));
}

function verdict(
  code: VerdictCode,
  key: GateKey | null,
  limits: LimitState[],
  asked: VerifyRequest,
  { now }: Exchange,
): Verdict {
  const windows = limits.filter(({ policy }) => policy.name !== "quota");
  const quota = limits.find(({ policy }) => policy.name === "quota");
  const tightest = windows.toSorted((a, b) => a.remaining - b.remaining)[0];
  return {
    valid: code === "valid",
    code,
    key: key && knownOf(key),
    missing_scopes: key ? missingScopes(key, asked) : [],
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
