import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { workspaces } from "#db/schema/workspaces.ts";

// A request for another plan is an event. It is open until a later event answers it, or asks for something else.

const ASKED = "workspace.plan_requested";
const ANSWERED = [ASKED, "workspace.plan_changed", "workspace.plan_request_declined"];

/** The newest requests that are looked at: each needs a look at what came after it. */
const MOST = 500;

/** The open requests of existing workspaces, the newest first: of these workspaces, or of all. */
export function open(on: Db = db(), workspaceIds?: string[]) {
  const asked = on
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      workspaceId: auditEvents.workspaceId,
      actorId: auditEvents.actorId,
      by: auditEvents.actorLabel,
      changes: auditEvents.changes,
    })
    .from(auditEvents)
    // Not as a parameter: the index has only these.
    .where(and(sql`${auditEvents.action} = ${sql.raw(`'${ASKED}'`)}`, within(workspaceIds)))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(MOST)
    .as("asked");
  const answer = sql`exists (select 1 from ${auditEvents} later where later.workspace_id = ${asked.workspaceId}
    and later.action in ${ANSWERED} and (later.at > ${asked.at} or (later.at = ${asked.at} and later.id > ${asked.id})))`;
  return on
    .select({
      workspaceId: workspaces.id,
      at: asked.at,
      actorId: asked.actorId,
      by: asked.by,
      changes: asked.changes,
    })
    .from(asked)
    .innerJoin(workspaces, and(eq(workspaces.id, asked.workspaceId), isNull(workspaces.deletedAt)))
    .where(sql`not ${answer}`)
    .orderBy(desc(asked.at), desc(asked.id));
}

export type OpenRequestRow = Awaited<ReturnType<typeof open>>[number];

const within = (ids: string[] | undefined): SQL | undefined => ids && inArray(auditEvents.workspaceId, ids);
