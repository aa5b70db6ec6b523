import { atomically, must, type Plan } from "#db/atomically.ts";
import * as keys from "#db/queries/keys.ts";
import * as sessions from "#db/queries/sessions.ts";
import { clockMs } from "#lib/clock.ts";
import type { Actor } from "#lib/gate/actor.ts";
import type { Keeping } from "#lib/http/once.ts";
import { problem } from "#lib/problem.ts";

/**
 * Commits in the actor's name: a key or session that ended since the request was admitted writes nothing and gets its 401.
 * Otherwise answers as `atomically` does. `keeping` keeps the answer for a repeated Idempotency-Key with what it tells of.
 */
export async function commitAs(actor: Actor, plan: Plan, keeping?: Keeping): Promise<string | null> {
  const now = new Date(clockMs());
  const unmet = await atomically((tx) => [
    must(
      "actor",
      actor.type === "user"
        ? sessions.holdLive(tx, actor.sessionId, now)
        : keys.holdUsable(tx, actor.keyId, now),
    ),
    ...plan(tx),
    ...(keeping ? [keeping(tx)] : []),
  ]);
  // Another process executed the same Idempotency-Key at the same time, and was first.
  if (unmet === "once") throw problem("idempotency_in_progress", { retryAfterSeconds: 1 });
  if (unmet !== "actor") return unmet;
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
