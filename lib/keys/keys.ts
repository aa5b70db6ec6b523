import { must } from "#db/atomically.ts";
import * as keys from "#db/queries/keys.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import { lockRoomFor, noRoom } from "#lib/keys/active-limit.ts";
import { environmentOf, requireGrantable, requireMayChange } from "#lib/keys/rights.ts";
import type { KeyChange, PublicKey } from "#lib/keys/schema.ts";
import { toChanges, toPublicKey } from "#lib/keys/to-public-key.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { lockScopes } from "#lib/scopes/scopes.ts";

export interface KeyQuery extends PageRequest {
  environment?: "live" | "test";
  status?: PublicKey["status"];
  external_id?: string;
  q?: string;
}

/** The workspace's keys, newest first; a key sees those of its own environment. */
export async function listKeys(actor: Actor, query: KeyQuery, now: Date): Promise<Page<PublicKey>> {
  const { status, external_id: externalId, q } = query;
  const filter = { environment: environmentOf(actor, query.environment), status, externalId, q };
  const { items, nextCursor } = await paginate(
    query,
    (position, limit) => keys.page(actor.workspaceId, filter, now, position, limit),
    (row) => row.createdAt,
  );
  return { items: items.map((row) => toPublicKey(row, now)), nextCursor };
}

export async function getKey(actor: Actor, id: string, now: Date): Promise<PublicKey> {
  return toPublicKey(await findKey(actor, id, now), now);
}

/** Changes what was sent of a key; in force for its very next request. A revoked key stays as it is. */
export async function changeKey(actor: Actor, id: string, change: KeyChange, now: Date): Promise<PublicKey> {
  const key = await findKey(actor, id, now);
  requireMayChange(actor, key);
  const added = change.scopes?.filter((scope) => !key.scopes.includes(scope)) ?? [];
  if (change.scopes) await requireGrantable(actor, change.scopes);
  const changes = toChanges(change, now);
  if (changes.disabledAt && key.disabledAt) delete changes.disabledAt;
  if (Object.keys(changes).length === 0) return toPublicKey(key, now);
  const workspace = await workspaces.byId(actor.workspaceId);
  const revived = change.enabled === true && key.disabledAt && workspace;
  const failedStep = await commitAs(actor, (tx) => [
    ...(revived ? lockRoomFor(tx, workspace, 1, now) : []),
    ...lockScopes(tx, actor.workspaceId, added),
    must("unrevoked", keys.change(tx, actor.workspaceId, id, changes)),
  ]);
  if (failedStep === "active_key_limit") throw noRoom(workspace!);
  if (failedStep === "scope")
    throw problem("conflict", {
      detail: "One of the scopes was removed while the key was being updated. Try again.",
    });
  if (failedStep) throw alreadyRevoked();
  return getKey(actor, id, now);
}

/** Revokes a key, for ever: no request that starts after the answer is accepted. */
export async function revokeKey(actor: Actor, id: string, now: Date): Promise<PublicKey> {
  requireMayChange(actor, await findKey(actor, id, now));
  const failedStep = await commitAs(actor, (tx) => [
    must("unrevoked", keys.revoke(tx, actor.workspaceId, id, now)),
  ]);
  if (failedStep) throw alreadyRevoked();
  return getKey(actor, id, now);
}

/** The key, if the actor can see it: another workspace's, another environment's and none at all are one answer. */
export async function findKey(actor: Actor, id: string, now: Date): Promise<keys.KeyRow> {
  const key = await keys.byId(actor.workspaceId, id, now);
  if (!key || (actor.type === "api_key" && actor.environment !== key.environment)) throw problem("not_found");
  return key;
}

export const alreadyRevoked = () =>
  problem("conflict", {
    reason: "already_revoked",
    detail: "The key is already revoked. Revocation can't be undone.",
  });
