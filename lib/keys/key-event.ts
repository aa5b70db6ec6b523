import type { KeyChanges, StoredKey } from "#db/queries/keys.ts";
import type { AuditChanges } from "#db/schema/audit.ts";
import { type AuditAction, changesBetween, type NewEvent } from "#lib/audit/event.ts";

type Named = Pick<StoredKey, "id" | "name" | "hint" | "workspaceId" | "environment">;
type Recorded = Pick<
  StoredKey,
  "name" | "scopes" | "externalId" | "metadata" | "limitRequests" | "limitWindowSeconds" | "expiresAt"
>;

/** The audit event of something that was done to a key. */
export function keyEvent(action: AuditAction, key: Named, changes?: AuditChanges): NewEvent {
  return {
    action,
    workspaceId: key.workspaceId,
    environment: key.environment,
    target: { type: "key", id: key.id, label: key.name ?? key.hint },
    changes,
  };
}

const NOTHING: Recorded = {
  name: null,
  scopes: [],
  externalId: null,
  metadata: {},
  limitRequests: null,
  limitWindowSeconds: null,
  expiresAt: null,
};

/** The event of a new key, with what it was given. */
export function newKeyEvent(action: AuditAction, key: Named & Recorded): NewEvent {
  return keyEvent(action, key, changesBetween(shown(NOTHING), shown(key)));
}

/** The events of a changed key: none if nothing has changed. */
export function changeEvents(before: StoredKey, changes: KeyChanges): NewEvent[] {
  const after = { ...before, ...changes } as StoredKey;
  const changed = changesBetween(shown(before), shown(after));
  const [was, is] = [before.disabledAt === null, after.disabledAt === null];
  const switched = { enabled: { before: was, after: is } };
  return [
    ...(changed ? [keyEvent("key.changed", before, changed)] : []),
    ...(was === is ? [] : [keyEvent(is ? "key.enabled" : "key.disabled", before, switched)]),
  ];
}

/** The fields of a key as the API shows them. */
function shown(key: Recorded) {
  const { limitRequests, limitWindowSeconds } = key;
  return {
    name: key.name,
    scopes: key.scopes,
    external_id: key.externalId,
    metadata: key.metadata,
    rate_limit:
      limitRequests === null ? null : { requests: limitRequests, window_seconds: limitWindowSeconds },
    expires_at: key.expiresAt?.toISOString() ?? null,
  };
}
