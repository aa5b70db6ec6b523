import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { workspaces } from "#db/schema/workspaces.ts";

// A request for another plan is an event. It is open until a later event answers it, or asks for something else.

const ASKED = "workspace.plan_requested";
const ANSWERED = [ASKED, "workspace.plan_changed", "workspace.plan_request_declined"];

/** The newest requests that are looked at: each needs a look at what came after it. */
const MOST_LOOKED_AT = 10_000;
/** So many are returned. Those that were answered don't count: anyone can ask again and again. */
const MOST = 500;

/** The open requests of existing workspaces, the newest first: of these workspaces, or of all. */
export function open(on: Db = db(), workspaceIds?: string[]) {
  const asked = on
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      workspaceId: auditEvents.workspaceId,
    })
    .from(auditEvents)
    // Not as a parameter: the index has only these.
    .where(and(sql`${auditEvents.action} = ${sql.raw(`'${ASKED}'`)}`, within(workspaceIds)))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(MOST_LOOKED_AT)
    .as("asked");
  const answers = ANSWERED.map(
    (action) => sql`exists (select 1 from ${auditEvents} later where later.workspace_id = ${asked.workspaceId}
      and later.action = ${action} and (later.at, later.id) > (${asked.at}, ${asked.id}))`,
  );
  return on
    .select({
      workspaceId: workspaces.id,
      at: auditEvents.at,
      actorId: auditEvents.actorId,
      by: auditEvents.actorLabel,
      changes: auditEvents.changes,
    })
    .from(asked)
    .innerJoin(workspaces, and(eq(workspaces.id, asked.workspaceId), isNull(workspaces.deletedAt)))
    .innerJoin(auditEvents, eq(auditEvents.id, asked.id))
    .where(sql`not (${sql.join(answers, sql` or `)})`)
    .orderBy(desc(asked.at), desc(asked.id))
    .limit(MOST);
}

export type OpenRequestRow = Awaited<ReturnType<typeof open>>[number];

const within = (ids: string[] | undefined): SQL | undefined => ids && inArray(auditEvents.workspaceId, ids);
