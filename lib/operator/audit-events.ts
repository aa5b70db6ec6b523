import type { EventFilter } from "#db/queries/audit-events.ts";
import type { Person } from "#lib/actors/actor.ts";
import type { AuditAction } from "#lib/audit/event.ts";
import { type ExportFormat, exportAllAudit } from "#lib/audit/export.ts";
import { toPublicEvent } from "#lib/audit/public-event.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { type AuditExport, startExport } from "#lib/audit/start-export.ts";
import type { OperatorAuditEvent } from "#lib/operator/audit-schema.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";

interface AuditQuery {
  workspace_id?: string;
  actor_id?: string;
  action?: AuditAction;
  target_id?: string;
  environment?: string;
  from?: Date;
  to?: Date;
}

/** Lists the audit events of all workspaces and of the installation, newest first. Throws `invalid_cursor`. */
export async function listAllEvents(query: AuditQuery & PageRequest): Promise<Page<OperatorAuditEvent>> {
  const { items, nextCursor } = await findEvents(filterOf(query), query);
  return {
    items: items.map((row) => ({ ...toPublicEvent(row), workspace_id: row.workspaceId })),
    nextCursor,
  };
}

/**
 * Exports all matching events that exist now. The caller calls `release` when it is done with it.
 * Throws `validation_failed` (`too_many`), and the problems of `takeExportSlot`.
 */
export function exportAllEvents(
  { userId }: Person,
  query: AuditQuery,
  format: ExportFormat,
  now: Date,
): Promise<AuditExport> {
  // Of no workspace: other operators can export at the same time.
  const exporter = { workspaceId: `operator ${userId}`, userId };
  return startExport(exporter, filterOf(query), now, (filter) => exportAllAudit(filter, format));
}

function filterOf(query: AuditQuery): EventFilter {
  const { workspace_id, actor_id, target_id, action, environment, from, to } = query;
  return { workspaceId: workspace_id, actorId: actor_id, targetId: target_id, action, environment, from, to };
}
