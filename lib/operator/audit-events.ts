import type { AuditAction } from "#lib/audit/event.ts";
import { toPublicEvent } from "#lib/audit/public-event.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import type { OperatorAuditEvent } from "#lib/operator/audit-schema.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";

export interface AuditQuery extends PageRequest {
  workspace_id?: string;
  actor_id?: string;
  action?: AuditAction;
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
  const { items, nextCursor } = await findEvents(filter, query);
  return {
    items: items.map((row) => ({ ...toPublicEvent(row), workspace_id: row.workspaceId })),
    nextCursor,
  };
}
