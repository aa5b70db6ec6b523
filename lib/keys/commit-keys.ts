import { check, type Plan, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as authorities from "#db/queries/key-authorities.ts";
import * as keys from "#db/queries/keys.ts";
import * as memberRoles from "#db/queries/member-roles.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { type Authority, keyAuthority, userAuthority } from "#lib/actors/authority.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { StoreAnswer } from "#lib/actors/idempotent-execution.ts";
import type { Role } from "#lib/actors/roles.ts";
import type { Events } from "#lib/audit/commit-audited.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { checkPolicy } from "#lib/keys/check-policy.ts";
import {
  type KeyManager,
  type KeyOperation,
  type KeyVerb,
  type OwnField,
  refuseOperation,
} from "#lib/keys/key-rules.ts";
import { refuseSuspended } from "#lib/keys/refuse-suspended.ts";
import { problem } from "#lib/problem.ts";

type Granted = Pick<
  keys.KeyChanges,
  "scopes" | "limitRequests" | "limitWindowSeconds" | "expiresAt" | "disabledAt"
> & {
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
  /** How long the previous secret keeps working after a rotation. */
  overlapSeconds?: number;
  now: Date;
}

/** The events of a change, made from the changed key as it was just before, which only the transaction knows. */
type KeyEvents = Events | ((before: keys.StoredKey) => readonly NewEvent[]);

/**
 * Runs a transaction that changes keys, like `commitAs`, after checking in the same transaction the actor's rights and what
 * the workspace, its plan and the operator demand of keys: on the actor, the key, the roles and the settings as they are
 * when it commits.
 * Throws `forbidden` (see `refuseOperation`, and `workspace_suspended`), `validation_failed` and `conflict` (`active_key_limit`; see `checkPolicy`),
 * `not_found`, and the problems of `commitAs`.
 */
export function commitKeys(
  actor: Actor,
  events: KeyEvents,
  intent: KeyIntent,
  plan: (tx: keys.CheckedDb) => Step[],
  storeAnswer?: StoreAnswer,
): Promise<string | null> {
  const keyIds = intent.id === undefined ? [] : [intent.id];
  let before: keys.StoredKey;
  const readBefore = (tx: Db) =>
    keyIds.map((id) =>
      check(keys.stored(tx, actor.workspaceId, id), ([key]) => {
        before = key!;
      }),
    );
  const checked: Plan = (tx) => {
    let target: KeyColumns | null = null;
    return [
      ...refuseSuspended(tx, actor.workspaceId),
      ...checkRights(tx, actor, intent, (key) => {
        target = key;
      }),
      ...checkPolicy(tx, actor.workspaceId, intent, () => target),
      ...readBefore(tx),
      ...plan(tx as keys.CheckedDb),
    ];
  };
  const recorded = typeof events === "function" ? () => events(before) : events;
  return commitAs(actor, recorded, checked, { storeAnswer, keyIds, lockWorkspace: true });
}

type KeyColumns = Awaited<ReturnType<typeof authorities.ofKeys>>[number];

function checkRights(tx: Db, actor: Actor, intent: KeyIntent, use: (target: KeyColumns) => void): Step[] {
  const { id } = intent;
  if (id === undefined) return readManager(tx, actor, (manager) => decide(manager, null, intent));
  let manager: KeyManager;
  return [
    ...readManager(tx, actor, (found) => {
      manager = found;
    }),
    check(authorities.ofKeys(tx, actor.workspaceId, [id]), ([key]) => {
      if (!key) throw problem("not_found");
      use(key);
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
export function readManager(tx: Db, actor: Actor, use: (manager: KeyManager) => void): Step[] {
  const { workspaceId } = actor;
  if (actor.type === "user")
    return [
      step(memberRoles.lock(tx, workspaceId, actor.userId)),
      check(memberRoles.of(tx, workspaceId, actor.userId), ([member]) => {
        if (!member) throw problem("not_found");
        const role = member.role as Role;
        use({ type: "user", role, authority: userAuthority(actor.userId, role) });
      }),
    ];
  return [
    step(memberRoles.lockRootOf(tx, workspaceId, actor.keyId)),
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
