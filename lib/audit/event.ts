import type { AuditChanges } from "#db/schema/audit.ts";
import { canonicalJson } from "#lib/audit/canonical-json.ts";

/** What happened, named `<type of target>.<what was done to it>`. */
export const AUDIT_ACTIONS = [
  "key.created",
  "key.imported",
  "key.changed",
  "key.disabled",
  "key.enabled",
  "key.rotated",
  "key.rotation_finished",
  "key.revoked",
  "scope.created",
  "scope.deleted",
  "workspace.created",
  "workspace.changed",
  "workspace.deleted",
  "workspace.suspended",
  "workspace.resumed",
  "workspace.plan_changed",
  "workspace.plan_requested",
  "workspace.plan_request_accepted",
  "workspace.plan_request_declined",
  "workspace.limits_changed",
  "member.joined",
  "member.role_changed",
  "member.removed",
  "member.left",
  "invitation.sent",
  "invitation.withdrawn",
  "invitation.accepted",
  "user.signed_up",
  "user.created",
  "user.email_verified",
  "user.email_changed",
  "user.email_change_requested",
  "user.password_changed",
  "user.password_link_sent",
  "user.changed",
  "user.suspended",
  "user.resumed",
  "user.approved",
  "user.deleted",
  "session.started",
  "session.ended",
  "login.blocked",
  "service.created",
  "service.rotated",
  "service.rotation_finished",
  "service.revoked",
  "plan.created",
  "plan.changed",
  "plan.deleted",
  "operator.granted",
  "operator.withdrawn",
  "settings.changed",
  "mail.retried",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who did it. "operator": an operator who uses an operator's route. "system": the CLI, or Latchkey by itself. */
export interface AuditActor {
  type: "user" | "api_key" | "service" | "operator" | "system";
  id: string | null;
  /** A name as people know it, such as an email address. */
  label: string | null;
}

export const SYSTEM: AuditActor = { type: "system", id: null, label: null };

/** An event to record. It must never contain a secret, token, password or hash. */
export interface NewEvent {
  action: AuditAction;
  target: { type: string; id: string | null; label: string | null };
  /** Null: it concerns the installation, not one workspace. */
  workspaceId: string | null;
  environment?: string | null;
  changes?: AuditChanges;
}

/** The fields that differ, before and after. Undefined if there are none. */
export function changesBetween<T extends object>(before: T, after: Partial<T>): AuditChanges | undefined {
  const changes: AuditChanges = {};
  for (const name of Object.keys(after) as (keyof T & string)[])
    if (canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null))
      changes[name] = { before: before[name] ?? null, after: after[name] ?? null };
  return Object.keys(changes).length > 0 ? changes : undefined;
}
