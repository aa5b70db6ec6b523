import { must, type Plan, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as secrets from "#db/queries/key-secrets.ts";
import * as keys from "#db/queries/keys.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { type Actor, auditActorOf, type Person } from "#lib/actors/actor.ts";
import { inTurn } from "#lib/actors/change-turns.ts";
import { type RequiredRole, requireRole } from "#lib/actors/current-role.ts";
import type { StoreAnswer } from "#lib/actors/idempotent-execution.ts";
import { commitAudited, type Events } from "#lib/audit/commit-audited.ts";
import type { AuditActor } from "#lib/audit/event.ts";
import { clockMs, expiryTime, noEarlier } from "#lib/clock.ts";
import { problem } from "#lib/problem.ts";

interface Options {
  /** Stores the answer for a repeated Idempotency-Key in the same transaction. */
  storeAnswer?: StoreAnswer;
  /** Keys to lock, so that what the plan checks about them holds until the commit. */
  keyIds?: string[];
  /**
   * Locks the actor's workspace before anything else of it, so that only one transaction at a time changes what is in it.
   * API keys always do, because they stop working when their workspace is deleted.
   */
  lockWorkspace?: boolean;
  /** Who acts, for the audit log, if it isn't simply the actor: an operator. */
  by?: AuditActor;
  /** The role that a user must still have in the transaction. */
  requires?: RequiredRole;
}

/**
 * Runs a transaction as `commitAudited` does, but only while the actor's credential is still valid: it may have ended after
 * the request was accepted.
 * Throws `invalid_token` (`revoked`), `invalid_api_key` (`revoked`), `idempotency_in_progress`, with `lockWorkspace`
 * `not_found` if the workspace was deleted, with `requires` the problems of `requireRole`, and `unavailable` if too many
 * changes wait.
 */
export async function commitAs(
  actor: Actor | Person,
  events: Events,
  plan: Plan,
  { storeAnswer, keyIds = [], lockWorkspace = false, by = auditActorOf(actor), requires }: Options = {},
): Promise<string | null> {
  const failedStep = await inTurn(actor, () =>
    commitAudited(by, events, (tx) => [
      // The credential may have expired while this waited for its turn.
      ...locks(tx, actor, keyIds, lockWorkspace, new Date(clockMs())),
      ...(requires ? requireRole(tx, actor, requires) : []),
      ...plan(tx),
      ...(storeAnswer ? [storeAnswer(tx)] : []),
    ]),
  );
  // Another process has executed a request with the same Idempotency-Key in the meantime.
  if (failedStep === "idempotency") throw problem("idempotency_in_progress", { retryAfterSeconds: 1 });
  if (failedStep === "workspace") throw problem("not_found");
  if (failedStep !== "actor") return failedStep;
  throw credentialEnded(actor);
}

/** The problem for an actor whose credential ended while the request was in progress: `invalid_token` or `invalid_api_key`. */
function credentialEnded({ type }: Pick<Actor, "type">) {
  if (type === "user")
    return problem("invalid_token", {
      reason: "revoked",
      detail: "The session ended while this request was in progress.",
    });
  return problem("invalid_api_key", {
    reason: "revoked",
    detail: "The key stopped working while this request was in progress.",
  });
}

/** The problem for an actor whose workspace was deleted while the request was in progress. Its keys ended with it. */
export function workspaceEnded(actor: Actor) {
  return actor.type === "user" ? problem("not_found") : credentialEnded(actor);
}

// Keys are locked in the order of their IDs, so that two keys that change each other don't wait for each other.
function locks(tx: Db, actor: Actor | Person, keyIds: string[], lockWorkspace: boolean, now: Date): Step[] {
  if (actor.type === "user")
    return [
      must("actor", sessions.lockIfLive(tx, actor.sessionId, now)),
      ...(lockWorkspace && actor.workspaceId !== null
        ? [must("workspace", workspaces.lock(tx, actor.workspaceId))]
        : []),
      ...[...new Set(keyIds)].sort().map((id) => step(keys.lock(tx, actor.workspaceId, id))),
    ];
  const ordered = [...new Set([...keyIds, actor.keyId])].sort();
  return [
    must("actor", workspaces.lock(tx, actor.workspaceId)),
    ...ordered.map((id) =>
      id === actor.keyId
        ? must("actor", keys.lockIfUsable(tx, id, expiryTime(now)))
        : step(keys.lock(tx, actor.workspaceId, id)),
    ),
    // The key may have been rotated in the meantime.
    must("actor", secrets.lockIfUsable(tx, actor.secretHash, noEarlier(now))),
  ];
}
