import * as keys from "#db/queries/keys.ts";
import * as limits from "#db/queries/workspace-limits.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { keyPolicies } from "#lib/actors/policies.ts";
import { expiryTime } from "#lib/clock.ts";
import { findKeyPage } from "#lib/keys/key-pages.ts";
import { findKey } from "#lib/keys/keys.ts";
import { environmentOf } from "#lib/keys/rights.ts";
import type { LimitState } from "#lib/limits/limiter.ts";
import { showLimits } from "#lib/limits/show-limits.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";
import type { KeyLimit, KeyLimits, LimitNow } from "#lib/usage/schema.ts";

/**
 * Reads what is left now of a key's own limit and of the plan's, which it shares. Counts nothing, and doesn't depend on
 * whether the key works. Throws `not_found`.
 */
export async function readKeyLimits(actor: Actor, id: string, now: Date): Promise<KeyLimits> {
  const key = await findKey(actor, id, now);
  const ofPlan = await limits.ofWorkspace(actor.workspaceId);
  const states = await showLimits(actor.workspaceId, policiesOf(key, ofPlan ?? NO_PLAN));
  return { rate_limit: stateNamed(states, "key"), plan: stateNamed(states, "plan") };
}

/**
 * Lists the active keys that have a limit of their own, newest first, and what is left of it now. Throws `forbidden`
 * (`other_environment`), `invalid_cursor`.
 */
export async function listKeyLimits(
  actor: Actor,
  { environment, limit, cursor }: PageRequest & { environment?: "live" | "test" },
  now: Date,
): Promise<Page<KeyLimit>> {
  const filter = {
    environment: environmentOf(actor, environment),
    statuses: ["active" as const],
    statusAt: expiryTime(now),
    limited: true,
  };
  const { ids, nextCursor } = await findKeyPage(actor.workspaceId, filter, {
    sort: "-created_at",
    limit,
    cursor,
  });
  const rows = new Map((await keys.withIds(actor.workspaceId, ids)).map((row) => [row.id, row]));
  const items: KeyLimit[] = [];
  for (const id of ids) {
    const row = rows.get(id);
    const rate_limit =
      row && stateNamed(await showLimits(actor.workspaceId, policiesOf(row, NO_PLAN)), "key");
    if (!rate_limit) continue;
    const { name, hint } = row;
    items.push({
      key_id: id,
      name,
      hint,
      environment: row.environment as KeyLimit["environment"],
      rate_limit,
    });
  }
  return { items, nextCursor };
}

const NO_PLAN = { requestsPerMinute: null, limitsGeneration: 0 };

function policiesOf(
  key: keys.StoredKey,
  ofPlan: { requestsPerMinute: number | null; limitsGeneration: number },
) {
  return keyPolicies({ ...key, keyId: key.id, ...ofPlan, monthlyQuota: null });
}

function stateNamed(states: LimitState[], name: "key" | "plan"): LimitNow | null {
  const state = states.find(({ policy }) => policy.name === name);
  if (!state) return null;
  const { policy, used, remaining, resetSeconds } = state;
  return {
    requests: policy.limit,
    window_seconds: policy.windowSeconds as number,
    used,
    remaining,
    reset_in_seconds: resetSeconds,
  };
}
