import { and, desc, eq, gte, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { afterInIndex, type Position } from "#db/queries/position.ts";
import { auditEvents } from "#db/schema/audit.ts";

export type AuditEventRow = typeof auditEvents.$inferSelect;
export type NewAuditEventRow = typeof auditEvents.$inferInsert;

export function insert(tx: Db, rows: NewAuditEventRow[]) {
  return tx.insert(auditEvents).values(rows);
}

export interface EventFilter {
  /** Null: the installation's events. Undefined: all events. */
  workspaceId: string | null | undefined;
  environment?: string;
  /** Only events of this environment and events of none. */
  notOutside?: string;
  actorId?: string;
  action?: string;
  targetId?: string;
  /** The actor or the target. */
  about?: string;
  from?: Date;
  to?: Date;
}

/** A part of the log: the next events of a workspace, whether or not they match the rest of a filter. */
function windowOf({ workspaceId, from, to }: EventFilter, position: Position | null): SQL | undefined {
  const { at, id } = auditEvents;
  return and(
    workspaceId === undefined ? undefined : ofWorkspace(workspaceId),
    from ? gte(at, from) : undefined,
    to ? lt(at, to) : undefined,
    afterInIndex(at, id, position),
  );
}

const ofWorkspace = (workspaceId: string | null) =>
  workspaceId === null ? isNull(auditEvents.workspaceId) : eq(auditEvents.workspaceId, workspaceId);

type Columns = Pick<typeof auditEvents, "environment" | "actorId" | "action" | "targetId">;

function matches(filter: EventFilter, row: Columns): SQL | undefined {
  const { environment, notOutside, actorId, action, targetId, about } = filter;
  return and(
    environment ? eq(row.environment, environment) : undefined,
    notOutside ? or(isNull(row.environment), eq(row.environment, notOutside)) : undefined,
    actorId ? eq(row.actorId, actorId) : undefined,
    action ? eq(row.action, action) : undefined,
    targetId ? eq(row.targetId, targetId) : undefined,
    about ? or(eq(row.actorId, about), eq(row.targetId, about)) : undefined,
  );
}

const newestFirst = [desc(auditEvents.at), desc(auditEvents.id)];

/**
 * The matching events among the next `size` events after a position, newest first. A statement never looks at more events,
 * so that it can't keep the thread busy.
 */
export function inWindow(
  filter: EventFilter,
  position: Position | null,
  size: number,
): Promise<AuditEventRow[]> {
  const among = nextEvents(filter, position, size);
  return db()
    .select()
    .from(among)
    .where(matches(filter, among as unknown as Columns))
    .orderBy(desc(among.at), desc(among.id));
}

/** How many of the next `size` events match. */
export async function countInWindow(filter: EventFilter, position: Position | null, size: number) {
  const among = nextEvents(filter, position, size);
  const [row] = await db()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(among)
    .where(matches(filter, among as unknown as Columns));
  return row!.count;
}

function nextEvents(filter: EventFilter, position: Position | null, size: number) {
  const where = windowOf(filter, position);
  return db()
    .select()
    .from(auditEvents)
    .where(where)
    .orderBy(...newestFirst)
    .limit(size)
    .as("among");
}

/** The last of the next `size` events after a position. Null if there are fewer. */
export async function endOfWindow(
  filter: EventFilter,
  position: Position | null,
  size: number,
): Promise<Position | null> {
  const [row] = await db()
    .select({ at: auditEvents.at, id: auditEvents.id })
    .from(auditEvents)
    .where(windowOf(filter, position))
    .orderBy(...newestFirst)
    .limit(1)
    .offset(size - 1);
  return row ?? null;
}
