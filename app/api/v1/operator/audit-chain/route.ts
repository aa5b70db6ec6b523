import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { AuditChain } from "#lib/operator/audit-schema.ts";
import { readAuditChain } from "#lib/operator/audit-verification.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const GET = endpoint({
  summary: "Get the head of an audit chain",
  description:
    "The last sealed event of a workspace's chain, or of the installation's own. Keep it elsewhere to notice a rewritten chain. Also the verification that is running or ran last.",
  tag: "Operator",
  access: "operator",
  query: z.strictObject({ workspace_id: WorkspaceId.optional() }),
  returns: AuditChain,
  problems: ["not_found"],
  handle: ({ query }) => readAuditChain(query.workspace_id),
});
