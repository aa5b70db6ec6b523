import { endpoint } from "#lib/api/endpoint.ts";
import { AuditVerification, NewVerification } from "#lib/operator/audit-schema.ts";
import { startVerification } from "#lib/operator/audit-verification.ts";

export const POST = endpoint({
  summary: "Verify the audit log",
  description:
    "Starts to check in the background that no sealed event was changed, inserted or deleted: in a workspace's chain, or in all. One verification runs at a time. GET /operator/audit-chain has the result.",
  tag: "Operator",
  access: "operator",
  body: NewVerification,
  returns: AuditVerification,
  status: 202,
  readOnly: true,
  problems: ["conflict", "not_found"],
  handle: ({ body, now }) => startVerification(body?.workspace_id, now),
});
