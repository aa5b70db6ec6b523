import { atomically, must, type Plan } from "#db/atomically.ts";
import * as keys from "#db/queries/keys.ts";
import * as sessions from "#db/queries/sessions.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { StoreAnswer } from "#lib/actors/idempotent-execution.ts";
import { clockMs } from "#lib/clock.ts";
import { problem } from "#lib/problem.ts";

/**
 * Commits in the actor's name: a key or session that ended since the request was admitted writes nothing and gets its 401.
 * Otherwise answers as `atomically` does. `storeAnswer` keeps the answer for a repeated Idempotency-Key with what it tells of.
 */
export async function commitAs(actor: Actor, plan: Plan, storeAnswer?: StoreAnswer): Promise<string | null> {
  const now = new Date(clockMs());
  const failedStep = await atomically((tx) => [
    must(
      "actor",
      actor.type === "user"
        ? sessions.lockIfLive(tx, actor.sessionId, now)
        : keys.lockIfUsable(tx, actor.keyId, now),
    ),
    ...plan(tx),
    ...(storeAnswer ? [storeAnswer(tx)] : []),
  ]);
  // Another process executed the same Idempotency-Key at the same time, and was first.
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
