import { later, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as deletion from "#db/queries/account-deletion.ts";

/**
 * The steps that delete the workspaces whose IDs an earlier step has read: their keys stop working, they have no members
 * any more, and open invitations end. Their logs are kept.
 */
export function deleteWorkspacesSteps(tx: Db, ids: () => string[], now: Date): Step[] {
  const ifAny = (statement: (ids: string[]) => PromiseLike<unknown>) =>
    later(() => (ids().length > 0 ? statement(ids()) : null));
  return [
    ifAny((found) => deletion.markDeleted(tx, found, now)),
    ifAny((found) => deletion.revokeKeys(tx, found, now)),
    ifAny((found) => deletion.withdrawInvitations(tx, found, now)),
    ifAny((found) => deletion.removeMembers(tx, found)),
  ];
}
