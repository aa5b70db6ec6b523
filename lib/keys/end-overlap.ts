import { check, must } from "#db/atomically.ts";
import * as secrets from "#db/queries/key-secrets.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { commitKeys } from "#lib/keys/commit-keys.ts";
import { keyEvent } from "#lib/keys/key-event.ts";
import { alreadyRevoked, findKey } from "#lib/keys/keys.ts";
import type { PublicKey } from "#lib/keys/schema.ts";
import { toPublicKey } from "#lib/keys/to-public-key.ts";
import { problem } from "#lib/problem.ts";

/**
 * Ends a rotation's overlap: requests with the previous secret that arrive after this returns are rejected. It only takes
 * something away, so it is allowed on keys that have more than the actor.
 * Throws `not_found`, `conflict` (`no_overlap`, `already_revoked`), and the problems of `commitKeys`.
 */
export async function endOverlap(
  actor: Actor,
  id: string,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<PublicKey> {
  const key = await findKey(actor, id, now);
  if (key.revokedAt) throw alreadyRevoked();
  const ended = toPublicKey({ ...key, previousExpiresAt: null, previousLastUsedAt: null }, now);
  // Read in the transaction: the key may have been rotated since.
  let endsAt: Date | null = null;
  const failedStep = await commitKeys(
    actor,
    (before) => {
      const previous_expires_at = { before: endsAt?.toISOString() ?? null, after: now.toISOString() };
      return [keyEvent("key.rotation_finished", before, { previous_expires_at })];
    },
    { verb: "end_overlap", id, now },
    (tx) => [
      check(secrets.overlapOf(tx, id, now), ([overlap]) => {
        endsAt = overlap?.endsAt ?? null;
      }),
      must("overlap", secrets.endOverlap(tx, id, now)),
    ],
    execution?.storeAnswer(ended),
  );
  if (!failedStep) return ended;
  const detail = "The key has only one secret that works: it wasn't rotated, or the overlap has ended.";
  throw problem("conflict", { reason: "no_overlap", detail });
}
