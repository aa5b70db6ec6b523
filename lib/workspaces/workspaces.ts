import { type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { newId } from "#lib/ids.ts";
import { FIRST_PLAN } from "#lib/plans/plans.ts";

/** The steps that give a person a workspace of his own. */
export function personalWorkspace(
  tx: Db,
  owner: { id: string; name: string | null; email: string },
  now: Date,
): Step[] {
  const id = newId("ws", now.getTime());
  const name = `${owner.name || owner.email.split("@")[0]}'s workspace`;
  return [
    step(workspaces.insert(tx, { id, name, planId: FIRST_PLAN, suspendedAt: null, createdAt: now })),
    step(members.insert(tx, { workspaceId: id, userId: owner.id, role: "owner", createdAt: now })),
  ];
}
