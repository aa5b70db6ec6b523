import { atomically, must, type Plan } from "#db/atomically.ts";
import * as keys from "#db/queries/keys.ts";
import * as sessions from "#db/queries/sessions.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { StoreAnswer } from "#lib/actors/idempotent-execution.ts";
import { clockMs, expiryTime } from "#lib/clock.ts";
import { problem } from "#lib/problem.ts";

/**
 * Runs a transaction as `atomically` does, but only while the actor's key or session is still valid: it may have ended
 * after the request was accepted. `storeAnswer` stores the answer for a repeated Idempotency-Key in the same transaction.
 * Throws `invalid_token` (`revoked`), `invalid_api_key` (`revoked`), `idempotency_in_progress`.
 */
export async function commitAs(actor: Actor, plan: Plan, storeAnswer?: StoreAnswer): Promise<string | null> {
  const now = new Date(clockMs());
  const failedStep = await atomically((tx) => [
    must(
      "actor",
      actor.type === "user"
        ? sessions.lockIfLive(tx, actor.sessionId, now)
        : keys.lockIfUsable(tx, actor.keyId, expiryTime(now)),
    ),
    ...plan(tx),
    ...(storeAnswer ? [storeAnswer(tx)] : []),
  ]);
  // Another process has executed a request with the same Idempotency-Key in the meantime.
  if (failedStep === "idempotency") throw problem("idempotency_in_progress", { retryAfterSeconds: 1 });
  if (failedStep !== "actor") return failedStep;
  if (actor.type === "user")
    throw problem("invalid_token", {
      reason: "revoked",
      detail: "The session ended while this request was in progress.",
    });
  throw problem("invalid_api_key", {
    reason: "revoked",
    detail: "The key stopped working while this request was in progress.",
  });
}
