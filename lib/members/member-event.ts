import type { AuditChanges } from "#db/schema/audit.ts";
import type { AuditAction, NewEvent } from "#lib/audit/event.ts";

/** The audit event of something that was done to a member. */
export function memberEvent(
  action: AuditAction,
  workspaceId: string,
  { id, email }: { id: string; email: string },
  changes?: AuditChanges,
): NewEvent {
  return { action, workspaceId, target: { type: "member", id, label: email }, changes };
}
