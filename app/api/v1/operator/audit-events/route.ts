import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { Environment } from "#lib/keys/schema.ts";
import { listAllEvents } from "#lib/operator/audit-events.ts";
import { AuditAction, OperatorAuditEvent } from "#lib/operator/audit-schema.ts";
import { pageQuery } from "#lib/pagination.ts";
import { When } from "#lib/usage/schema.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const GET = endpoint({
  summary: "List the audit events of all workspaces",
  description:
    "Newest first, with the events of the installation itself. If few of very many match, a page can have fewer than `limit`: follow `next_cursor` until it is null.",
  tag: "Operator",
  access: "operator",
  query: z.strictObject({
    workspace_id: WorkspaceId.optional(),
    actor_id: z.string().max(100).optional(),
    action: AuditAction.optional(),
    target_id: z.string().max(100).optional(),
    environment: Environment.optional(),
    from: When.optional(),
    to: When.optional(),
    ...pageQuery,
  }),
  returns: z.array(OperatorAuditEvent),
  list: true,
  handle: ({ query }) => listAllEvents(query),
});
