import { z } from "zod";
import { auditDownload, CONTENT_TYPES } from "#lib/api/audit-download.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { exportAllEvents, listAllEvents } from "#lib/operator/audit-events.ts";
import { OperatorAuditEvent, OperatorAuditQuery } from "#lib/operator/audit-schema.ts";

export const GET = endpoint({
  summary: "List the audit events of all workspaces",
  description:
    "Newest first, with the events of the installation itself. If few of very many match, a page can have fewer than `limit`: follow `next_cursor` until it is null. With `format`, the response is a file with all events that match, at most 100,000.",
  tag: "Operator",
  access: "operator",
  query: OperatorAuditQuery,
  returns: z.array(OperatorAuditEvent),
  list: true,
  downloads: Object.values(CONTENT_TYPES),
  problems: ["validation_failed", "conflict"],
  handle: async ({ actor, query, now }) => {
    const { format } = query;
    if (!format) return listAllEvents(query);
    return auditDownload(await exportAllEvents(actor, query, format, now), format);
  },
});
