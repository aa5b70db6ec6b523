import { must, step } from "#db/atomically.ts";
import * as keys from "#db/queries/keys.ts";
import { env } from "#lib/env.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { commitAs } from "#lib/gate/commit-as.ts";
import { type Page, type PageRequest, paginate } from "#lib/http/page.ts";
import { newId } from "#lib/ids.ts";
import { environmentOf, requireGrantable, requireMayChange } from "#lib/keys/rights.ts";
import type { KeyChange, MintedKey, NewKey, PublicKey } from "#lib/keys/schema.ts";
import { toChanges, toPublicKey } from "#lib/keys/shape.ts";
import { mintToken } from "#lib/keys/token.ts";
import { problem } from "#lib/problem.ts";

/** Makes a key in the actor's workspace. The answer is the only place where its secret ever is. */
export async function createKey(actor: Actor, wanted: NewKey, now: Date): Promise<MintedKey> {
  const { environment: asked, ...members } = wanted;
  const environment = environmentOf(actor, asked) ?? "live";
  requireGrantable(actor, wanted.scopes);
  const { secret, secretHash, hint } = mintToken(env.keyPrefix, environment);
  const row = {
    ...EMPTY,
    ...toChanges(members, now),
    id: newId("key", now.getTime()),
    workspaceId: actor.workspaceId,
    environment,
    secretHash,
    hint,
    createdByType: actor.type,
    createdById: actor.type === "user" ? actor.userId : actor.keyId,
    createdAt: now,
  };
  await commitAs(actor, (tx) => [step(keys.insert(tx, row))]);
  return { ...toPublicKey({ ...row, lastUsedAt: null }, now), secret };
}

const EMPTY = {
  name: null,
  scopes: [] as string[],
  externalId: null,
  metadata: {},
  limitRequests: null,
  limitWindowSeconds: null,
  expiresAt: null,
  disabledAt: null,
  revokedAt: null,
};

export interface KeyQuery extends PageRequest {
  environment?: "live" | "test";
  status?: PublicKey["status"];
  external_id?: string;
  q?: string;
}

/** The workspace's keys, newest first; a key sees those of its own environment. */
export async function listKeys(actor: Actor, query: KeyQuery, now: Date): Promise<Page<PublicKey>> {
  const filter = {
    environment: environmentOf(actor, query.environment),
    status: query.status,
    externalId: query.external_id,
    q: query.q,
  };
  const { items, nextCursor } = await paginate(
    query,
    (position, limit) => keys.page(actor.workspaceId, filter, now, position, limit),
    (row) => row.createdAt,
  );
  return { items: items.map((row) => toPublicKey(row, now)), nextCursor };
}

export async function getKey(actor: Actor, id: string, now: Date): Promise<PublicKey> {
  return toPublicKey(await findKey(actor, id), now);
}

/** Changes what was sent of a key; in force for its very next request. A revoked key stays as it is. */
export async function changeKey(actor: Actor, id: string, change: KeyChange, now: Date): Promise<PublicKey> {
  const key = await findKey(actor, id);
  requireMayChange(actor, key);
  if (change.scopes) requireGrantable(actor, change.scopes);
  const changes = toChanges(change, now);
  if (changes.disabledAt && key.disabledAt) delete changes.disabledAt;
  if (Object.keys(changes).length === 0) return toPublicKey(key, now);
  const unmet = await commitAs(actor, (tx) => [
    must("unrevoked", keys.change(tx, actor.workspaceId, id, changes)),
  ]);
  if (unmet) throw alreadyRevoked();
  return getKey(actor, id, now);
}

/** Revokes a key, for ever: no request that starts after the answer is accepted. */
export async function revokeKey(actor: Actor, id: string, now: Date): Promise<PublicKey> {
  requireMayChange(actor, await findKey(actor, id));
  const unmet = await commitAs(actor, (tx) => [
    must("unrevoked", keys.revoke(tx, actor.workspaceId, id, now)),
  ]);
  if (unmet) throw alreadyRevoked();
  return getKey(actor, id, now);
}

/** The key, if the actor can see it: another workspace's, another environment's and none at all are one answer. */
export async function findKey(actor: Actor, id: string): Promise<keys.KeyRow> {
  const key = await keys.byId(actor.workspaceId, id);
  if (!key || (actor.type === "api_key" && actor.environment !== key.environment)) throw problem("not_found");
  return key;
}

const alreadyRevoked = () =>
  problem("conflict", {
    reason: "already_revoked",
    detail: "The key was revoked before. Revocation is final.",
  });
