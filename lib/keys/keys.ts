import { must } from "#db/atomically.ts";
import type { KeyFilter, KeySort } from "#db/queries/key-lists.ts";
import * as keys from "#db/queries/keys.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { expiryTime } from "#lib/clock.ts";
import { commitKeys } from "#lib/keys/commit-keys.ts";
import { changeEvents, keyEvent } from "#lib/keys/key-event.ts";
import { findKeyPage } from "#lib/keys/key-pages.ts";
import type { OwnField } from "#lib/keys/key-rules.ts";
import { environmentOf, requireKnownScopes } from "#lib/keys/rights.ts";
import { type KeyChange, KeyId, type PublicKey } from "#lib/keys/schema.ts";
import { toChanges, toPublicKey } from "#lib/keys/to-public-key.ts";
import type { Page } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { lockScopes } from "#lib/scopes/scopes.ts";

export interface KeyQuery {
  environment?: "live" | "test";
  status?: PublicKey["status"][];
  external_id?: string;
  scope?: string;
  created_by?: string;
  q?: string;
  sort?: KeySort;
  limit: number;
  cursor?: string;
}

/**
 * Lists the workspace's keys, by default newest first. API keys only see keys in their own environment.
 * Throws `forbidden` (`other_environment`), `invalid_cursor`.
 */
export async function listKeys(actor: Actor, query: KeyQuery, now: Date): Promise<Page<PublicKey>> {
  const { sort = "-created_at", limit, cursor } = query;
  const filter = filterOf(actor, query, now);
  const { ids, nextCursor } = await findKeyPage(actor.workspaceId, filter, { sort, limit, cursor });
  const rows = await keys.listed(ids, filter, now);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const items = ids.flatMap((id) => byId.get(id) ?? []).map((row) => toPublicKey(row, now));
  return { items, nextCursor };
}

function filterOf(actor: Actor, { q, ...query }: KeyQuery, now: Date): KeyFilter {
  return {
    environment: environmentOf(actor, query.environment),
    statuses: query.status,
    statusAt: expiryTime(now),
    externalId: query.external_id,
    scope: query.scope,
    createdBy: query.created_by,
    ...(q !== undefined && (KeyId.safeParse(q).success ? { id: q } : { q })),
  };
}

/** Reads one key. Throws `not_found`. */
export async function getKey(actor: Actor, id: string, now: Date): Promise<PublicKey> {
  return toPublicKey(await findKey(actor, id, now), now);
}

/**
 * Changes the fields that were sent. The change takes effect on the key's next request.
 * Throws `not_found`, `validation_failed` (unknown scope, `expires_at`), `conflict` (`already_revoked`, or a scope was
 * removed meanwhile), and the problems of `commitKeys`.
 */
export async function changeKey(actor: Actor, id: string, change: KeyChange, now: Date): Promise<PublicKey> {
  const key = await findKey(actor, id, now);
  const added = change.scopes?.filter((scope) => !key.scopes.includes(scope)) ?? [];
  if (change.scopes) await requireKnownScopes(actor, change.scopes);
  const changes = toChanges(change, now);
  if (changes.disabledAt && key.disabledAt) delete changes.disabledAt;
  const intent = { verb: verbOf(change), id, changes: [changes], fields: ownFieldsOf(change), now };
  const events = (before: keys.StoredKey) => changeEvents(before, changes);
  const failedStep = await commitKeys(actor, events, intent, (tx) => [
    ...lockScopes(tx, actor.workspaceId, added),
    ...(Object.keys(changes).length > 0
      ? [must("unrevoked", keys.change(tx, actor.workspaceId, id, changes))]
      : []),
  ]);
  if (failedStep) throw alreadyRevoked();
  return getKey(actor, id, now);
}

// Disabling a key takes power away, but only if nothing else is changed with it.
function verbOf({ enabled, ...others }: KeyChange): "change" | "enable" | "disable" {
  if (enabled === undefined || Object.keys(others).length > 0) return "change";
  return enabled ? "enable" : "disable";
}

const OWN_FIELDS: OwnField[] = ["scopes", "rate_limit", "expires_at", "enabled"];
const ownFieldsOf = (change: KeyChange) => OWN_FIELDS.filter((field) => change[field] !== undefined);

/**
 * Revokes a key permanently. Requests that arrive after this returns are rejected.
 * Throws `not_found`, `conflict` (`already_revoked`), and the problems of `commitKeys`.
 */
export async function revokeKey(actor: Actor, id: string, now: Date): Promise<PublicKey> {
  await findKey(actor, id, now);
  const events = (before: keys.StoredKey) => [keyEvent("key.revoked", before)];
  const failedStep = await commitKeys(actor, events, { verb: "revoke", id, now }, (tx) => [
    must("unrevoked", keys.revoke(tx, actor.workspaceId, id, now)),
  ]);
  if (failedStep) throw alreadyRevoked();
  return getKey(actor, id, now);
}

/**
 * Finds a key that the actor can see. Throws `not_found` for keys of another workspace or environment too, so that
 * callers can't find out whether such a key exists.
 */
export async function findKey(actor: Actor, id: string, now: Date): Promise<keys.KeyRow> {
  const key = await keys.byId(actor.workspaceId, id, now);
  if (!key || (actor.type === "api_key" && actor.environment !== key.environment)) throw problem("not_found");
  return key;
}

/** The `conflict` (`already_revoked`) for a revoked key. */
export const alreadyRevoked = () =>
  problem("conflict", {
    reason: "already_revoked",
    detail: "The key is already revoked. Revocation can't be undone.",
  });
