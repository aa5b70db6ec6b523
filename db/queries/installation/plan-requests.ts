import { and, desc, eq, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { workspaces } from "#db/schema/workspaces.ts";

// A request for another plan is an event. It is open until an event names it as decided, a newer request replaces it, or
// the workspace has the plan it asks for.

export const ASKED = "workspace.plan_requested";
export const DECIDED = ["workspace.plan_request_accepted", "workspace.plan_request_declined"] as const;

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
  const event = (action: string, condition: SQL) =>
    sql`exists (select 1 from ${auditEvents} later where later.workspace_id = ${asked.workspaceId}
      and later.action = ${action} and ${condition})`;
  const isLater = sql`(later.at, later.id) > (${asked.at}, ${asked.id})`;
  const replaced = event(ASKED, isLater);
  // Decisions of earlier versions name no request.
  const named = sql`(${REQUEST_OF_LATER} = ${asked.id} or (${REQUEST_OF_LATER} is null and ${isLater}))`;
  const decided = DECIDED.map((action) => event(action, named));
  return on
    .select({
      id: auditEvents.id,
      workspaceId: workspaces.id,
      at: auditEvents.at,
      actorId: auditEvents.actorId,
      by: auditEvents.actorLabel,
      changes: auditEvents.changes,
    })
    .from(asked)
    .innerJoin(workspaces, and(eq(workspaces.id, asked.workspaceId), isNull(workspaces.deletedAt)))
    .innerJoin(auditEvents, eq(auditEvents.id, asked.id))
    .where(
      and(
        sql`not (${sql.join([replaced, ...decided], sql` or `)})`,
        ne(workspaces.planId, sql`${auditEvents.changes} -> 'plan' ->> 'after'`),
      ),
    )
    .orderBy(desc(asked.at), desc(asked.id))
    .limit(MOST);
}

/** The request that a decision names. Both databases understand these operators. */
const REQUEST_OF_LATER = sql.raw("later.changes -> 'request' ->> 'after'");

export type OpenRequestRow = Awaited<ReturnType<typeof open>>[number];

/** The actions of a workspace's events that are this request, or that decided it. None if it never asked for this. */
export function actionsAbout(on: Db, workspaceId: string, requestId: string) {
  return on
    .select({ action: auditEvents.action })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.workspaceId, workspaceId),
        inArray(auditEvents.action, [ASKED, ...DECIDED]),
        sql`(${auditEvents.id} = ${requestId} or ${auditEvents.changes} -> 'request' ->> 'after' = ${requestId})`,
      ),
    )
    .orderBy(desc(auditEvents.at))
    .limit(2);
}

const within = (ids: string[] | undefined): SQL | undefined => ids && inArray(auditEvents.workspaceId, ids);
