import { db } from "#db/client.ts";
import * as authorities from "#db/queries/key-authorities.ts";
import * as limits from "#db/queries/workspace-limits.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { type Authority, scopesBeyond, userAuthority } from "#lib/actors/authority.ts";
import type { Role } from "#lib/actors/roles.ts";
import { expiryTime } from "#lib/clock.ts";
import { allowedByOperator, keyPolicyOf } from "#lib/keys/policy.ts";
import { problem } from "#lib/problem.ts";
import { scopesOf } from "#lib/scopes/scopes.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";
import { getWorkspace } from "#lib/workspaces/workspaces.ts";

/**
 * Reads one of the actor's workspaces with what is in force there: of the workspace, its plan and the operator, the stricter
 * one. So a form knows what a key can have before it is sent. Throws `not_found`.
 */
export async function getWorkspaceDetail(actor: Actor, id: string, now: Date): Promise<WorkspaceDetail> {
  const workspace = await getWorkspace(actor, id);
  const [[row], inForce] = await Promise.all([workspaces.keyPolicy(db(), id), limits.ofWorkspace(id)]);
  if (!row || !inForce) throw problem("not_found");
  const policy = keyPolicyOf(row);
  const allowed = allowedByOperator(row);
  return {
    ...workspace,
    plan_name: row.planName,
    limits: {
      requests_per_minute: inForce.requestsPerMinute,
      monthly_quota: inForce.monthlyQuota,
      max_active_keys: policy.maxActiveKeys,
      active_keys: policy.maxActiveKeys === null ? null : await countActive(id, now),
      rotation_overlap_max_seconds: policy.rotationOverlapMaxSeconds,
    },
    key_policy: {
      require_expiry: policy.requireExpiry || policy.maxLifetimeDays !== null,
      max_lifetime_days: policy.maxLifetimeDays,
      grantable_scopes: await grantableScopes(authorityOf(actor, workspace.role), id, policy.grantableScopes),
    },
    allowed: {
      max_active_keys: allowed.maxActiveKeys,
      rotation_overlap_max_seconds: allowed.rotationOverlapMaxSeconds,
      require_expiry: allowed.requireExpiry,
      max_lifetime_days: allowed.maxLifetimeDays,
    },
    operator_limits: {
      requests_per_minute: row.ownRequestsPerMinute,
      monthly_quota: row.ownMonthlyQuota,
      max_active_keys: row.ownMaxActiveKeys,
      rotation_overlap_max_seconds: row.ownRotationOverlapMaxSeconds,
    },
  };
}

async function countActive(id: string, now: Date): Promise<number> {
  const [row] = await authorities.countActive(db(), id, expiryTime(now));
  return row!.count;
}

type Scopes = Pick<Authority, "scopes" | "everyAppScope">;

function authorityOf(actor: Actor, role: Role | null): Scopes {
  if (actor.type === "api_key") return { scopes: actor.scopes, everyAppScope: false };
  return userAuthority(actor.userId, role!);
}

/** The scopes that the actor can give a new key. */
async function grantableScopes(
  own: Scopes,
  id: string,
  allowed: readonly string[] | null,
): Promise<string[]> {
  if (!own.scopes.includes("keys:write")) return [];
  const names = (await scopesOf(id)).map(({ name }) => name);
  const beyond = scopesBeyond({ scopes: names }, own);
  return names.filter((name) => !beyond.includes(name) && (allowed === null || allowed.includes(name)));
}
