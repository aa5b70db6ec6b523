import type { EventFilter } from "#db/queries/audit-events.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { AuditAction } from "#lib/audit/event.ts";
import { type ExportFormat, exportAudit } from "#lib/audit/export.ts";
import { toPublicEvent } from "#lib/audit/public-event.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";
import { type AuditExport, startExport } from "#lib/audit/start-export.ts";
import { environmentOf } from "#lib/keys/rights.ts";
import { rootUserOf } from "#lib/keys/root-user.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";

export interface EventQuery {
  actor_id?: string;
  action?: AuditAction;
  target_id?: string;
  environment?: "live" | "test";
  from?: Date;
  to?: Date;
}

/**
 * Lists the workspace's audit events, newest first. API keys see events of their own environment and those of none, such as
 * changes of members. Throws `forbidden` (`other_environment`), `invalid_cursor`.
 */
export async function listAuditEvents(
  actor: Actor,
  query: EventQuery & PageRequest,
): Promise<Page<PublicEvent>> {
  const filter = filterOf(actor, query);
  const { items, nextCursor } = await findEvents(filter, query);
  return { items: items.map(toPublicEvent), nextCursor };
}

/**
 * Exports all matching events that exist now. The caller calls `release` when it is done with it.
 * Throws `forbidden` (`other_environment`), `validation_failed` (`too_many`), and the problems of `takeExportSlot`.
 */
export async function exportAuditEvents(
  actor: Actor,
  query: EventQuery,
  format: ExportFormat,
  now: Date,
): Promise<AuditExport> {
  const exporter = { workspaceId: actor.workspaceId, userId: await rootUserOf(actor) };
  return startExport(exporter, filterOf(actor, query), now, (filter) => exportAudit(filter, format));
}

function filterOf(actor: Actor, query: EventQuery): EventFilter {
  const environment = environmentOf(actor, query.environment);
  return {
    workspaceId: actor.workspaceId,
    // What the caller asks for, or else what their key can see.
    ...(query.environment ? { environment } : { notOutside: environment }),
    actorId: query.actor_id,
    action: query.action,
    targetId: query.target_id,
    from: query.from,
    to: query.to,
  };
}
