import { db } from "#db/client.ts";
import * as allKeys from "#db/queries/installation/keys.ts";
import * as keys from "#db/queries/keys.ts";
import { toPublicKey } from "#lib/keys/to-public-key.ts";
import { sha256 } from "#lib/opaque-token.ts";
import type { FoundKey, Lookup, LookupResult } from "#lib/operator/lookup-schema.ts";
import { findAnyRequest } from "#lib/operator/requests.ts";
import { getAnyWorkspace } from "#lib/operator/workspaces.ts";

const MOST_KEYS = 20;

/**
 * Finds out whose a key is, of any workspace: by its secret, a current or earlier one, by the masked secret, or by a
 * request. Returns no key if there is none.
 */
export async function lookUp({ secret, hint, request_id }: Lookup, now: Date): Promise<LookupResult> {
  const request = request_id === undefined ? null : await findAnyRequest(request_id);
  return { keys: await findKeys({ secret, hint, id: request?.key_id ?? undefined }, now), request };
}

interface KeyReference {
  secret?: string | undefined;
  hint?: string | undefined;
  id?: string | undefined;
}

/** Finds keys of any workspace. A hint can have several. */
export async function findKeys(reference: KeyReference, now: Date): Promise<FoundKey[]> {
  return Promise.all((await rowsOf(reference)).map((key) => describe(key, now)));
}

async function rowsOf({ secret, hint, id }: KeyReference): Promise<allKeys.KeyIdentity[]> {
  if (secret !== undefined) return allKeys.withSecretHash(sha256(secret.trim()));
  if (hint !== undefined) return allKeys.withHint(hint, MOST_KEYS);
  return id === undefined ? [] : allKeys.withId(db(), id);
}

async function describe({ id, workspaceId }: allKeys.KeyIdentity, now: Date): Promise<FoundKey> {
  const [row, workspace] = await Promise.all([keys.byId(workspaceId, id, now), getAnyWorkspace(workspaceId)]);
  const { name, status, owners, deleted_at } = workspace;
  const deletedAt = deleted_at === null ? null : new Date(deleted_at);
  const key = toPublicKey({ ...row!, revokedAt: row!.revokedAt ?? deletedAt }, now);
  const creator = key.created_by.user_id;
  return {
    ...key,
    workspace: { id: workspaceId, name, status, owners },
    creator_email: creator === null ? null : await allKeys.emailOf(creator),
  };
}
