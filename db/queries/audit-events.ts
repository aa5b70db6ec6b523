import { and, desc, eq, gte, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { afterWithin, type Position } from "#db/queries/position.ts";
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
  from?: Date;
  to?: Date;
}

/** A part of the log: the next events that one index finds, whether or not they match the rest of a filter. */
function windowOf(filter: EventFilter, position: Position | null): SQL | undefined {
  const { workspaceId, from, to } = filter;
  const { at, id } = auditEvents;
  return and(
    workspaceId === undefined ? undefined : ofWorkspace(workspaceId),
    indexed(filter),
    from ? gte(at, from) : undefined,
    afterWithin(at, id, position, to),
  );
}

const ofWorkspace = (workspaceId: string | null) =>
  workspaceId === null ? isNull(auditEvents.workspaceId) : eq(auditEvents.workspaceId, workspaceId);

/** The condition that an index answers, because it selects the fewest events. There is none on actions alone. */
function indexed({ workspaceId, targetId, actorId, action }: EventFilter): SQL | undefined {
  if (targetId) return eq(auditEvents.targetId, targetId);
  if (actorId) return eq(auditEvents.actorId, actorId);
  return action && workspaceId !== undefined ? eq(auditEvents.action, action) : undefined;
}

const FILTERED = {
  environment: auditEvents.environment,
  actorId: auditEvents.actorId,
  action: auditEvents.action,
  targetId: auditEvents.targetId,
};

type Columns = Pick<typeof auditEvents, keyof typeof FILTERED>;

function matches(filter: EventFilter, row: Columns): SQL | undefined {
  const { environment, notOutside, actorId, action, targetId } = filter;
  return and(
    environment ? eq(row.environment, environment) : undefined,
    notOutside ? or(isNull(row.environment), eq(row.environment, notOutside)) : undefined,
    actorId ? eq(row.actorId, actorId) : undefined,
    action ? eq(row.action, action) : undefined,
    targetId ? eq(row.targetId, targetId) : undefined,
  );
}

const newestFirst = [desc(auditEvents.at), desc(auditEvents.id)];

/**
 * At most `limit` of the matching events among the next `size` events after a position, newest first. A statement never
 * looks at more events, so that it can't keep the thread busy.
 */
export function inWindow(
  filter: EventFilter,
  position: Position | null,
  size: number,
  limit = size,
): Promise<AuditEventRow[]> {
  const among = db()
    .select()
    .from(auditEvents)
    .where(windowOf(filter, position))
    .orderBy(...newestFirst)
    .limit(size)
    .as("among");
  return db()
    .select()
    .from(among)
    .where(matches(filter, among as unknown as Columns))
    .orderBy(desc(among.at), desc(among.id))
    .limit(limit);
}

/** How many of the next `size` events match. */
export async function countInWindow(filter: EventFilter, position: Position | null, size: number) {
  const among = db()
    .select(FILTERED)
    .from(auditEvents)
    .where(windowOf(filter, position))
    .orderBy(...newestFirst)
    .limit(size)
    .as("among");
  const [row] = await db()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(among)
    .where(matches(filter, among as unknown as Columns));
  return row!.count;
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
