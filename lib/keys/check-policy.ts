import { check, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { expiryTime } from "#lib/clock.ts";
import { checkRoom } from "#lib/keys/active-limit.ts";
import { type KeyPolicy, keyPolicyOf, policyErrors, policyRefusal } from "#lib/keys/policy.ts";
import { statusOf } from "#lib/keys/status.ts";
import { problem } from "#lib/problem.ts";

/** A key's columns that a policy is about. */
interface KeyState {
  scopes: string[];
  expiresAt: Date | null;
  disabledAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

interface PolicedChange {
  /** The columns of the created keys, or the changed columns. */
  changes?: (Partial<KeyState> & { pointer?: string })[];
  overlapSeconds?: number;
  now: Date;
}

/**
 * The steps that check what the workspace, its plan and the operator demand of keys. The workspace has to be locked by an
 * earlier step. `target` is the changed key, or null if keys are created.
 * Throws `validation_failed` (`expires_at`, `scopes`, `overlap_seconds`), `conflict` (`active_key_limit`).
 */
export function checkPolicy(
  tx: Db,
  workspaceId: string,
  { changes = [], overlapSeconds = 0, now }: PolicedChange,
  target: () => KeyState | null,
): Step[] {
  if (changes.length === 0 && overlapSeconds === 0) return [];
  let policy: KeyPolicy;
  let activated = 0;
  const judge = () => {
    const before = target();
    const results = changes.map((change) => ({
      pointer: change.pointer ?? "",
      after: withChanges(before, change, now),
    }));
    const errors = results.flatMap(({ pointer, after }) =>
      policyErrors(policy, before, after, { pointer, now }),
    );
    const refusal = policyRefusal(errors) ?? overlapRefusal(policy, overlapSeconds);
    if (refusal) throw refusal;
    if (!before || !isActive(before, now))
      activated = results.filter(({ after }) => isActive(after, now)).length;
  };
  return [
    check(workspaces.keyPolicy(tx, workspaceId), ([row]) => {
      policy = keyPolicyOf(row!);
      judge();
    }),
    checkRoom(tx, workspaceId, now, () => ({ limit: policy.maxActiveKeys, more: activated })),
  ];
}

const NEW = { scopes: [], expiresAt: null, disabledAt: null, revokedAt: null };

// Columns that aren't sent are undefined in some callers.
function withChanges(before: KeyState | null, change: Partial<KeyState>, now: Date): KeyState {
  const state = before ?? { ...NEW, createdAt: now };
  const { scopes = state.scopes, expiresAt = state.expiresAt, disabledAt = state.disabledAt } = change;
  return { ...state, scopes, expiresAt, disabledAt };
}

const isActive = (key: KeyState, now: Date) => statusOf(key, expiryTime(now)) === "active";

function overlapRefusal({ rotationOverlapMaxSeconds: longest }: KeyPolicy, overlapSeconds: number) {
  if (overlapSeconds <= longest) return null;
  const detail = `Must be at most ${longest}, the longest overlap that the workspace or its plan allows.`;
  return problem("validation_failed", { errors: [{ pointer: "/overlap_seconds", code: "too_big", detail }] });
}
