import type { AuditAction, NewEvent } from "#lib/audit/event.ts";

interface Invitation {
  id: string;
  workspaceId: string;
  email: string;
  role: string;
}

/** The audit event of something that was done to an invitation. */
export function invitationEvent(action: AuditAction, { id, workspaceId, email, role }: Invitation): NewEvent {
  const changes = action === "invitation.sent" ? { role: { before: null, after: role } } : undefined;
  return { action, workspaceId, target: { type: "invitation", id, label: email }, changes };
}
