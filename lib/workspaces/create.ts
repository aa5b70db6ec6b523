import { check, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { MAX_OVERLAP_SECONDS } from "#lib/keys/schema.ts";
import { requireRoomToOwn, YOU_OWN_TOO_MANY } from "#lib/workspaces/owned-limit.ts";
import type { NewWorkspace, Workspace } from "#lib/workspaces/schema.ts";
import { toChanges, toWorkspace } from "#lib/workspaces/to-workspace.ts";

interface Owner {
  id: string;
  name: string | null;
  email: string;
}

export const personalWorkspaceName = ({ name, email }: Omit<Owner, "id">) =>
  `${name || email.split("@")[0]}'s workspace`;

/** The steps that create a user's personal workspace. */
export function personalWorkspace(tx: Db, owner: Owner, now: Date, id = newId("ws", now.getTime())): Step[] {
  return insertSteps(tx, { ...newRow({ name: personalWorkspaceName(owner) }, now), id }, owner.id);
}

/**
 * Creates a workspace on the default plan. The user becomes its owner.
 * Throws `conflict` (`workspace_limit`), and the problems of `commitAs`.
 */
export async function createWorkspace(
  actor: Person,
  wanted: NewWorkspace,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<Workspace> {
  const row = newRow(wanted, now);
  let created: Workspace | undefined;
  await commitAs(
    actor,
    () => [createdEvent(created!)],
    (tx) => [
      ...requireRoomToOwn(tx, actor.userId, YOU_OWN_TOO_MANY),
      ...insertSteps(tx, row, actor.userId),
      check(workspaces.select(tx, row.id), ([found]) => {
        created = toWorkspace(found!, "owner");
      }),
    ],
    { storeAnswer: execution?.storeAnswer(() => created!) },
  );
  return created!;
}

function newRow(wanted: NewWorkspace, now: Date) {
  const { name, ...format } = toChanges(wanted);
  return {
    id: newId("ws", now.getTime()),
    name: name!,
    createdAt: now,
    keyIncludesEnvironment: true,
    keyStyle: "base62",
    rotationOverlapMaxSeconds: MAX_OVERLAP_SECONDS,
    ...format,
  };
}

function insertSteps(tx: Db, row: ReturnType<typeof newRow>, userId: string): Step[] {
  const { id: workspaceId, createdAt } = row;
  return [
    step(workspaces.insert(tx, row)),
    step(members.insert(tx, { workspaceId, userId, role: "owner", createdAt })),
  ];
}

const createdEvent = ({ id, name, plan }: Workspace): NewEvent => ({
  action: "workspace.created",
  workspaceId: id,
  target: { type: "workspace", id, label: name },
  changes: { name: { before: null, after: name }, plan: { before: null, after: plan } },
});
