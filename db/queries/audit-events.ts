import { and, desc, eq, gte, lt } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { auditEvents } from "#db/schema/audit.ts";

export type NewAuditEventRow = typeof auditEvents.$inferInsert;

export function insert(tx: Db, rows: NewAuditEventRow[]) {
  return tx.insert(auditEvents).values(rows);
}

export interface AuditFilter {
  workspaceId?: string;
  actorId?: string;
  action?: string;
  targetId?: string;
  environment?: string;
  from?: Date;
  to?: Date;
}

export type AuditEventRow = Awaited<ReturnType<typeof pageOfAll>>[number];

/** The events of all workspaces and of the installation, newest first. */
export function pageOfAll(filter: AuditFilter, position: Position | null, limit: number) {
  const { workspaceId, actorId, action, targetId, environment, from, to } = filter;
  return db()
    .select()
    .from(auditEvents)
    .where(
      and(
        workspaceId ? eq(auditEvents.workspaceId, workspaceId) : undefined,
        actorId ? eq(auditEvents.actorId, actorId) : undefined,
        action ? eq(auditEvents.action, action) : undefined,
        targetId ? eq(auditEvents.targetId, targetId) : undefined,
        environment ? eq(auditEvents.environment, environment) : undefined,
        from ? gte(auditEvents.at, from) : undefined,
        to ? lt(auditEvents.at, to) : undefined,
        after(auditEvents.at, auditEvents.id, position),
      ),
    )
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(limit);
}
