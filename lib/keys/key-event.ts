import type { AuditChanges } from "#db/schema/audit.ts";
import type { AuditAction, NewEvent } from "#lib/audit/event.ts";

interface KeyColumns {
  id: string;
  name: string | null;
  hint: string;
  workspaceId: string;
  environment: string;
}

/** The audit event of something that was done to a key. */
export function keyEvent(action: AuditAction, key: KeyColumns, changes?: AuditChanges): NewEvent {
  return {
    action,
    workspaceId: key.workspaceId,
    environment: key.environment,
    target: { type: "key", id: key.id, label: key.name ?? key.hint },
    changes,
  };
}
