import * as groups from "#db/queries/key-groups.ts";
import type { CheckedDb, StoredKey } from "#db/queries/keys.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { commitKeyGroup } from "#lib/keys/commit-key-group.ts";
import { changeEvents, keyEvent } from "#lib/keys/key-event.ts";
import type { BulkChange, BulkOutcome } from "#lib/keys/schema.ts";

/**
 * Disables or revokes several keys, all or none. Requests with these keys that arrive after this returns are rejected.
 * Returns what happened to each key: one that was already disabled or revoked stays as it is. Throws the problems of
 * `commitKeyGroup`.
 */
export async function changeKeysInBulk(
  actor: Actor,
  { action, ids }: BulkChange,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<BulkOutcome[]> {
  const { workspaceId } = actor;
  let outcomes: BulkOutcome[] = [];
  const choose = (keys: StoredKey[]) => {
    const byId = new Map(keys.map((key) => [key.id, key]));
    outcomes = ids.map((id) => ({ id, outcome: outcomeOf(action, byId.get(id)!) }));
    const changed = new Set(outcomes.flatMap(({ id, outcome }) => (isChanged(outcome) ? [id] : [])));
    return keys.filter(({ id }) => changed.has(id));
  };
  const changes = {
    disable: {
      fields: ["enabled" as const],
      change: (tx: CheckedDb, changed: string[]) => groups.disable(tx, workspaceId, changed, now),
      event: (key: StoredKey) => changeEvents(key, { disabledAt: now }),
    },
    revoke: {
      fields: [],
      change: (tx: CheckedDb, changed: string[]) => groups.revoke(tx, workspaceId, changed, now),
      event: (key: StoredKey) => [keyEvent("key.revoked", key)],
    },
  };
  const { fields, change, event } = changes[action];
  const storeAnswer = execution?.storeAnswer(() => outcomes);
  await commitKeyGroup(actor, { verb: action, ids, fields }, { choose, change, event }, storeAnswer);
  return outcomes;
}

function outcomeOf(action: BulkChange["action"], key: StoredKey): BulkOutcome["outcome"] {
  if (key.revokedAt) return "already_revoked";
  if (action === "revoke") return "revoked";
  return key.disabledAt ? "already_disabled" : "disabled";
}

const isChanged = (outcome: BulkOutcome["outcome"]) => outcome === "revoked" || outcome === "disabled";
