import * as auditEvents from "#db/queries/audit-events.ts";
import type { OperatorAuditEvent } from "#lib/operator/audit-schema.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";

export interface AuditQuery extends PageRequest {
  workspace_id?: string;
  actor_id?: string;
  action?: string;
  target_id?: string;
  environment?: string;
  from?: Date;
  to?: Date;
}

/** Lists the audit events of all workspaces and of the installation, newest first. Throws `invalid_cursor`. */
export async function listAllEvents(query: AuditQuery): Promise<Page<OperatorAuditEvent>> {
  const { workspace_id, actor_id, target_id, action, environment, from, to } = query;
  const filter = {
    workspaceId: workspace_id,
    actorId: actor_id,
    targetId: target_id,
    action,
    environment,
    from,
    to,
  };
  const { items, nextCursor } = await paginate(
    query,
    (position, limit) => auditEvents.pageOfAll(filter, position, limit),
    (row) => row.at,
  );
  return { items: items.map(toEvent), nextCursor };
}

function toEvent(row: auditEvents.AuditEventRow): OperatorAuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    workspace_id: row.workspaceId,
    action: row.action,
    actor: {
      type: row.actorType as OperatorAuditEvent["actor"]["type"],
      id: row.actorId,
      label: row.actorLabel,
    },
    target: { type: row.targetType, id: row.targetId, label: row.targetLabel },
    changes: row.changes,
    environment: row.environment,
    request_id: row.requestId,
    ip: row.ip,
    user_agent: row.userAgent,
  };
}
