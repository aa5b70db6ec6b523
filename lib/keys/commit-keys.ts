import { check, type Plan, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as authorities from "#db/queries/key-authorities.ts";
import type { CheckedDb, KeyChanges } from "#db/queries/keys.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { type Authority, keyAuthority, userAuthority } from "#lib/actors/authority.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { StoreAnswer } from "#lib/actors/idempotent-execution.ts";
import type { Role } from "#lib/actors/roles.ts";
import type { Events } from "#lib/audit/commit-audited.ts";
import {
  type KeyManager,
  type KeyOperation,
  type KeyVerb,
  type OwnField,
  refuseOperation,
} from "#lib/keys/key-rules.ts";
import { refuseSuspended } from "#lib/keys/refuse-suspended.ts";
import { problem } from "#lib/problem.ts";

type Granted = Pick<KeyChanges, "scopes" | "limitRequests" | "limitWindowSeconds" | "expiresAt"> & {
  environment?: string;
};

/** What an actor wants to do to keys. */
export interface KeyIntent {
  verb: KeyVerb;
  /** The key to change; undefined when keys are created. */
  id?: string;
  /** The columns of the created keys, or the changed columns of `id`. */
  changes?: (Granted & { pointer?: string })[];
  /** The fields that are sent, of those that a key can't change about itself. */
  fields?: OwnField[];
}

/**
 * Runs a transaction that changes keys, like `commitAs`, after checking the actor's rights in the same transaction: on the
 * actor, the key and the roles as they are when it commits.
 * Throws `forbidden` (see `refuseOperation`, and `workspace_suspended`), `not_found`, and the problems of `commitAs`.
 */
export function commitKeys(
  actor: Actor,
  events: Events,
  intent: KeyIntent,
  plan: (tx: CheckedDb) => Step[],
  storeAnswer?: StoreAnswer,
): Promise<string | null> {
  const keyIds = intent.id === undefined ? [] : [intent.id];
  const checked: Plan = (tx) => [
    ...refuseSuspended(tx, actor.workspaceId),
    ...checkRights(tx, actor, intent),
    ...plan(tx as CheckedDb),
  ];
  return commitAs(actor, events, checked, { storeAnswer, keyIds });
}

function checkRights(tx: Db, actor: Actor, intent: KeyIntent): Step[] {
  const { id } = intent;
  if (id === undefined) return readManager(tx, actor, (manager) => decide(manager, null, intent));
  let manager: KeyManager;
  return [
    ...readManager(tx, actor, (found) => {
      manager = found;
    }),
    check(authorities.ofKeys(tx, actor.workspaceId, [id]), ([key]) => {
      if (!key) throw problem("not_found");
      decide(manager, { id, authority: keyAuthority(key) }, intent);
    }),
  ];
}

function decide(manager: KeyManager, target: KeyOperation["target"], intent: KeyIntent): void {
  const { verb, changes = [], fields = [] } = intent;
  const before = target?.authority ?? newKeyOf(manager);
  const results = changes.map(({ pointer = "", ...granted }) => ({
    pointer,
    authority: withChanges(before, granted),
  }));
  const refusal = refuseOperation(manager, { verb, target, results, fields });
  if (refusal) throw refusal;
}

/** The steps that lock and read what the actor can do. The actor's own key or session is already locked. */
function readManager(tx: Db, actor: Actor, use: (manager: KeyManager) => void): Step[] {
  const { workspaceId } = actor;
  if (actor.type === "user")
    return [
      step(authorities.lockMember(tx, workspaceId, actor.userId)),
      check(authorities.ofMember(tx, workspaceId, actor.userId), ([member]) => {
        if (!member) throw problem("not_found");
        const role = member.role as Role;
        use({ type: "user", role, authority: userAuthority(actor.userId, role) });
      }),
    ];
  return [
    step(authorities.lockRootMember(tx, workspaceId, actor.keyId)),
    check(authorities.ofKeys(tx, workspaceId, [actor.keyId]), ([key]) => {
      if (!key) throw problem("not_found");
      use({ type: "api_key", keyId: key.id, authority: keyAuthority(key) });
    }),
  ];
}

// A new key has its creator's reach. All other dimensions are in the request.
function newKeyOf({ authority }: KeyManager): Authority {
  return { ...authority, scopes: [], everyAppScope: false, rateLimit: null, expiresAt: null };
}

function withChanges(key: Authority, granted: Granted): Authority {
  const { scopes = key.scopes, expiresAt = key.expiresAt, limitRequests, limitWindowSeconds } = granted;
  const environment = (granted.environment as Authority["environment"] | undefined) ?? key.environment;
  const rateLimit =
    limitRequests === undefined || limitWindowSeconds === undefined
      ? key.rateLimit
      : limitRequests === null || limitWindowSeconds === null
        ? null
        : { requests: limitRequests, windowSeconds: limitWindowSeconds };
  return { ...key, environment, scopes, expiresAt, rateLimit };
}
