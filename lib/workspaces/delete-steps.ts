import { later, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as deletion from "#db/queries/workspace-deletion.ts";

/**
 * The steps that delete workspaces whose IDs are known by then: their keys stop working, they have no members any more, and
 * open invitations end. Their rows, keys and logs are kept until `purgeWorkspaces`.
 */
export function deleteWorkspacesSteps(tx: Db, ids: () => string[], now: Date): Step[] {
  const ifAny = (statement: (ids: string[]) => PromiseLike<unknown>) =>
    later(() => (ids().length > 0 ? statement(ids()) : null));
  return [
    ifAny((found) => deletion.markDeleted(tx, found, now)),
    ifAny((found) => deletion.withdrawInvitations(tx, found, now)),
    ifAny((found) => deletion.removeMembers(tx, found)),
  ];
}
