import { db } from "#db/client.ts";
import * as anyKeys from "#db/queries/any-keys.ts";
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
  const found = await findKeys(secret, hint, request?.key_id ?? null);
  return { keys: await Promise.all(found.map((key) => describe(key, now))), request };
}

async function findKeys(secret: string | undefined, hint: string | undefined, id: string | null) {
  if (secret !== undefined) return anyKeys.withSecretHash(sha256(secret.trim()));
  if (hint !== undefined) return anyKeys.withHint(hint, MOST_KEYS);
  return id === null ? [] : anyKeys.withId(db(), id);
}

async function describe({ id, workspaceId }: anyKeys.KeyIdentity, now: Date): Promise<FoundKey> {
  const [row, workspace] = await Promise.all([keys.byId(workspaceId, id, now), getAnyWorkspace(workspaceId)]);
  const { name, status, owners, deleted_at } = workspace;
  const deletedAt = deleted_at === null ? null : new Date(deleted_at);
  const key = toPublicKey({ ...row!, revokedAt: row!.revokedAt ?? deletedAt }, now);
  const creator = key.created_by.user_id;
  return {
    ...key,
    workspace: { id: workspaceId, name, status, owners },
    creator_email: creator === null ? null : await anyKeys.emailOf(creator),
  };
}
