import { must } from "#db/atomically.ts";
import * as administration from "#db/queries/administration.ts";
import * as keys from "#db/queries/keys.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { AuditActor } from "#lib/audit/event.ts";
import { expiryTime } from "#lib/clock.ts";
import { keyEvent } from "#lib/keys/key-event.ts";
import { statusOf } from "#lib/keys/status.ts";
import { sha256 } from "#lib/opaque-token.ts";

/** A key as an operator sees it, whichever workspace has it. */
export interface FoundKey {
  id: string;
  name: string | null;
  hint: string;
  status: ReturnType<typeof statusOf>;
  environment: string;
  workspace: string;
  workspace_name: string;
  created_by: string | null;
  created_at: Date;
}

const MOST_FOUND = 20;

/** Finds keys by ID or hint, or the key of a secret. A hint can have several. */
export async function findKeys(
  by: { reference: string } | { secret: string },
  now: Date,
): Promise<FoundKey[]> {
  const filter = "secret" in by ? { hash: sha256(by.secret) } : by;
  const rows = await administration.findKeys(filter, MOST_FOUND);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    hint: row.hint,
    status: statusOf(row, expiryTime(now)),
    environment: row.environment,
    workspace: row.workspaceId,
    workspace_name: row.workspaceName,
    created_by: row.createdBy,
    created_at: row.createdAt,
  }));
}

/** Revokes a key of any workspace, which its next request notices. False if it is already revoked. */
export async function revokeAnyKey(by: AuditActor, key: FoundKey, now: Date): Promise<boolean> {
  const event = keyEvent("key.revoked", { ...key, workspaceId: key.workspace });
  const failedStep = await commitAudited(by, [event], (unchecked) => {
    // The operator has the right to revoke every key.
    const tx = unchecked as keys.CheckedDb;
    return [must("unrevoked", keys.revoke(tx, key.workspace, key.id, now))];
  });
  return failedStep === null;
}
