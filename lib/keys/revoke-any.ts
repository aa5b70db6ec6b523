import { check, step } from "#db/atomically.ts";
import * as allKeys from "#db/queries/installation/keys.ts";
import * as keys from "#db/queries/keys.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { keyEvent } from "#lib/keys/key-event.ts";
import { alreadyRevoked } from "#lib/keys/keys.ts";
import type { PublicKey } from "#lib/keys/schema.ts";
import { toPublicKey } from "#lib/keys/to-public-key.ts";
import { problem } from "#lib/problem.ts";

/**
 * Revokes a key of any workspace. Requests that arrive after this returns are rejected. Throws `not_found`, `conflict`
 * (`already_revoked`), and the problems of `commit`.
 */
export async function revokeAnyKey(commit: Commit, id: string, now: Date): Promise<PublicKey> {
  let key: allKeys.KeyIdentity;
  await commit(
    () => [keyEvent("key.revoked", key)],
    (tx) => [
      step(keys.lock(tx, null, id)),
      check(allKeys.withId(tx, id), ([row]) => {
        if (!row) throw problem("not_found");
        if (row.revokedAt) throw alreadyRevoked();
        key = row;
      }),
      step(allKeys.revoke(tx, id, now)),
    ],
  );
  const revoked = await keys.byId(key!.workspaceId, id, now);
  if (!revoked) throw problem("not_found");
  return toPublicKey(revoked, now);
}
