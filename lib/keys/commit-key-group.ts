import { check, later, type Plan, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as authorities from "#db/queries/key-authorities.ts";
import * as groups from "#db/queries/key-groups.ts";
import type { CheckedDb, StoredKey } from "#db/queries/keys.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { keyAuthority } from "#lib/actors/authority.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { StoreAnswer } from "#lib/actors/idempotent-execution.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { readManager } from "#lib/keys/commit-keys.ts";
import { type KeyManager, type OwnField, refuseOperation } from "#lib/keys/key-rules.ts";
import { refuseSuspended } from "#lib/keys/refuse-suspended.ts";
import { type FieldError, isProblem, type Problem, problem } from "#lib/problem.ts";

/** What an actor wants to do to several keys. It only takes power away, so no policy can refuse the result. */
export interface GroupIntent {
  verb: "disable" | "revoke";
  ids: string[];
  /** The fields that change, of those that a key can't change about itself. */
  fields: OwnField[];
}

interface GroupChange {
  /** The changed keys, chosen from all of them as they were just before. */
  choose: (keys: StoredKey[]) => StoredKey[];
  change: (tx: CheckedDb, ids: string[]) => PromiseLike<unknown>;
  event: (key: StoredKey) => readonly NewEvent[];
}

/**
 * Changes several keys in one transaction, like `commitKeys`: after checking in it the actor's rights to every one of them.
 * If one can't be changed, none is.
 * Throws `validation_failed` (`unknown_key`), `forbidden` (see `refuseOperation`, and `workspace_suspended`), and the problems
 * of `commitAs`.
 */
export async function commitKeyGroup(
  actor: Actor,
  intent: GroupIntent,
  { choose, change, event }: GroupChange,
  storeAnswer?: StoreAnswer,
): Promise<void> {
  const { workspaceId } = actor;
  let chosen: StoredKey[] = [];
  const plan: Plan = (tx) => [
    ...refuseSuspended(tx, workspaceId),
    ...checkRights(tx, actor, intent),
    check(groups.stored(tx, workspaceId, intent.ids), (keys) => {
      chosen = choose(keys);
    }),
    later(() =>
      chosen.length === 0
        ? null
        : (change(
            tx as CheckedDb,
            chosen.map(({ id }) => id),
          ) as PromiseLike<unknown>),
    ),
  ];
  const events = () => chosen.flatMap(event);
  await commitAs(actor, events, plan, { storeAnswer, keyIds: intent.ids, lockWorkspace: true });
}

function checkRights(tx: Db, actor: Actor, intent: GroupIntent): Step[] {
  let manager: KeyManager;
  return [
    ...readManager(tx, actor, (found) => {
      manager = found;
    }),
    check(authorities.ofKeys(tx, actor.workspaceId, intent.ids), (keys) => {
      const refusals = intent.ids.map((id) => {
        const key = keys.find((each) => each.id === id);
        // Keys of the other environment don't exist for an API key.
        if (!key || (actor.type === "api_key" && key.environment !== actor.environment)) return null;
        const { verb, fields } = intent;
        const target = { id, authority: keyAuthority(key) };
        return refuseOperation(manager, { verb, target, results: [], fields }) ?? "allowed";
      });
      const refusal = refusalOf(refusals);
      if (refusal) throw refusal;
    }),
  ];
}

/** What refuses the request as a whole, naming each key that can't be changed. Null: there is no such key. */
function refusalOf(refusals: (Problem | "allowed" | null)[]): Problem | null {
  const errors = refusals.flatMap((refusal, at): FieldError[] => {
    const pointer = `/ids/${at}`;
    if (refusal === "allowed") return [];
    if (!refusal) return [{ pointer, code: "unknown_key", detail: "There is no such key." }];
    return [{ pointer, code: refusal.extras.reason ?? refusal.code, detail: refusal.message }];
  });
  if (errors.length === 0) return null;
  const forbidden = refusals.find((refusal) => isProblem(refusal));
  if (!forbidden) return problem("validation_failed", { errors });
  // Without the scope, no key can be changed, whatever it is.
  if (forbidden.extras.requiredScopes) return forbidden;
  const count = errors.length === 1 ? "1 of these keys" : `${errors.length} of these keys`;
  const detail = `Nothing was changed, because you can't change ${count}. ${forbidden.message}`;
  return problem(forbidden.code, { ...forbidden.extras, detail, errors });
}
