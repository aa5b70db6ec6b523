import type { AuditEventRow } from "#db/queries/audit-events.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

/** An event as the API and exports show it. */
export function toPublicEvent(row: AuditEventRow): PublicEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: { type: row.actorType as PublicEvent["actor"]["type"], id: row.actorId, label: row.actorLabel },
    target: { type: row.targetType, id: row.targetId, label: row.targetLabel },
    changes: row.changes,
    environment: row.environment,
    request_id: row.requestId,
    ip: row.ip,
    user_agent: row.userAgent,
  };
}
