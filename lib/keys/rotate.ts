import { must, step } from "#db/atomically.ts";
import * as secrets from "#db/queries/key-secrets.ts";
import * as keys from "#db/queries/keys.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { commitKeys } from "#lib/keys/commit-keys.ts";
import { readKeyFormat } from "#lib/keys/format.ts";
import { keyEvent } from "#lib/keys/key-event.ts";
import { alreadyRevoked, findKey } from "#lib/keys/keys.ts";
import type { MintedKey } from "#lib/keys/schema.ts";
import { toPublicKey } from "#lib/keys/to-public-key.ts";
import { type KeyEnvironment, mintToken } from "#lib/keys/token.ts";
import { problem } from "#lib/problem.ts";

/**
 * Gives a key a new secret; its id, scopes, limits and usage stay the same. The old secret keeps working for
 * `overlapSeconds` and shares all limits with the new one. With 0 it stops working before this returns.
 * Throws `not_found`, `validation_failed` (`overlap_seconds`), `conflict` (`already_revoked`, `rotation_in_progress`), and
 * the problems of `commitKeys`.
 */
export async function rotateKey(
  actor: Actor,
  id: string,
  overlapSeconds: number,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<MintedKey> {
  const key = await findKey(actor, id, now);
  const format = await readKeyFormat(actor);
  const { secret, secretHash, hint } = mintToken(format, key.environment as KeyEnvironment);
  const endsAt = new Date(now.getTime() + overlapSeconds * 1000);
  const overlap = {
    previousExpiresAt: overlapSeconds > 0 ? endsAt : null,
    previousHint: key.hint,
    previousLastUsedAt: key.lastUsedAt,
  };
  const answer = { ...toPublicKey({ ...key, ...overlap, hint }, now), secret };
  const failedStep = await commitKeys(
    actor,
    (before) => [
      keyEvent("key.rotated", before, {
        hint: { before: before.hint, after: hint },
        // Nobody acts when the overlap ends, so this event says when that is.
        previous_expires_at: { before: null, after: answer.rotation?.previous_expires_at ?? null },
      }),
    ],
    { verb: "rotate", id, overlapSeconds, now },
    (tx) => [
      must("unrevoked", keys.change(tx, actor.workspaceId, id, { hint })),
      must("no_overlap", secrets.supersede(tx, id, now, endsAt)),
      step(secrets.insert(tx, [{ secretHash, keyId: id, hint, createdAt: now }])),
    ],
    execution?.storeAnswer(answer),
  );
  if (failedStep === "unrevoked") throw alreadyRevoked();
  if (failedStep) {
    const detail = "The previous secret still works. Wait until the overlap ends, or revoke the key.";
    throw problem("conflict", { reason: "rotation_in_progress", detail });
  }
  return answer;
}
