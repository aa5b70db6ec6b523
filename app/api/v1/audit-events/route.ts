import { z } from "zod";
import { exportAuditEvents, listAuditEvents } from "#lib/activity/audit-events.ts";
import { AuditEventQuery } from "#lib/activity/schema.ts";
import { auditDownload, CONTENT_TYPES } from "#lib/api/audit-download.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { PublicEvent } from "#lib/audit/schema.ts";

export const GET = endpoint({
  summary: "List audit events",
  description:
    "Who changed what, newest first. If few of very many events match, a page can have fewer than `limit`: follow `next_cursor` until it is null. With `format`, the response is a file with all events that match, at most 100,000.",
  tag: "Audit log",
  scope: "audit:read",
  query: AuditEventQuery,
  returns: z.array(PublicEvent),
  list: true,
  downloads: Object.values(CONTENT_TYPES),
  problems: ["validation_failed", "conflict"],
  handle: async ({ actor, query, now }) => {
    const { format } = query;
    if (!format) return listAuditEvents(actor, query);
    return auditDownload(await exportAuditEvents(actor, query, format, now), format);
  },
});
