import type { KeyChanges, KeyRow } from "#db/queries/keys.ts";
import { expiryTime } from "#lib/clock.ts";
import type { KeyChange, PublicKey } from "#lib/keys/schema.ts";
import { statusOf } from "#lib/keys/status.ts";
import { problem } from "#lib/problem.ts";

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** The columns of a new key that are normally read from the request log and the earlier secrets. */
export const NEVER_USED = {
  lastUsedAt: null,
  previousExpiresAt: null,
  previousHint: null,
  previousLastUsedAt: null,
};

/** A key as the API shows it, without its hash. */
export function toPublicKey(row: KeyRow, now: Date): PublicKey {
  const limited = row.limitRequests !== null && row.limitWindowSeconds !== null;
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    environment: row.environment as PublicKey["environment"],
    status: statusOf(row, expiryTime(now)),
    scopes: row.scopes,
    external_id: row.externalId,
    metadata: row.metadata,
    rate_limit: limited ? { requests: row.limitRequests!, window_seconds: row.limitWindowSeconds! } : null,
    expires_at: iso(row.expiresAt),
    last_used_at: iso(row.lastUsedAt),
    created_at: row.createdAt.toISOString(),
    created_by: {
      type: row.createdByType as "user" | "api_key",
      id: row.createdById,
      user_id: row.rootUserId,
    },
    revoked_at: iso(row.revokedAt),
    rotation: row.previousExpiresAt && {
      previous_hint: row.previousHint ?? row.hint,
      previous_expires_at: row.previousExpiresAt.toISOString(),
      previous_last_used_at: iso(row.previousLastUsedAt),
    },
  };
}

/**
 * Turns the fields that the client sent into column changes. `pointer` is where the request describes the key.
 * Throws `validation_failed` if `expires_at` is not in the future.
 */
export function toChanges(change: KeyChange, now: Date, pointer = ""): KeyChanges {
  const changes: KeyChanges = {};
  if (change.name !== undefined) changes.name = change.name || null;
  if (change.scopes !== undefined) changes.scopes = change.scopes;
  if (change.external_id !== undefined) changes.externalId = change.external_id || null;
  if (change.metadata !== undefined) changes.metadata = change.metadata;
  if (change.expires_at !== undefined)
    changes.expiresAt = futureTime(change.expires_at, expiryTime(now), pointer);
  if (change.enabled !== undefined) changes.disabledAt = change.enabled ? null : now;
  if (change.rate_limit !== undefined) {
    changes.limitRequests = change.rate_limit?.requests ?? null;
    changes.limitWindowSeconds = change.rate_limit?.window_seconds ?? null;
  }
  return changes;
}

function futureTime(text: string | null, now: Date, pointer: string): Date | null {
  const at = text === null ? null : new Date(text);
  if (at && !(at > now)) {
    throw problem("validation_failed", {
      errors: [
        { pointer: `${pointer}/expires_at`, code: "not_in_the_future", detail: "Must be in the future." },
      ],
    });
  }
  return at;
}
