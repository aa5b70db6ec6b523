import { windowText } from "#components/durations.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

/** What was done, as the start of a sentence that ends with the target. In the order of the filter. */
export const actions: Record<string, string> = {
  "key.created": "Created key",
  "key.imported": "Imported key",
  "key.changed": "Changed key",
  "key.disabled": "Disabled key",
  "key.enabled": "Enabled key",
  "key.rotated": "Rotated key",
  "key.rotation_finished": "Ended the rotation overlap of key",
  "key.revoked": "Revoked key",
  "scope.created": "Created scope",
  "scope.deleted": "Deleted scope",
  "member.joined": "Joined as a member:",
  "member.role_changed": "Changed the role of",
  "member.removed": "Removed member",
  "member.left": "Left the workspace:",
  "invitation.sent": "Invited",
  "invitation.withdrawn": "Withdrew the invitation of",
  "invitation.accepted": "Accepted the invitation of",
  "workspace.created": "Created workspace",
  "workspace.changed": "Changed workspace",
  "workspace.deleted": "Deleted workspace",
  "workspace.suspended": "Suspended workspace",
  "workspace.resumed": "Lifted the suspension of workspace",
  "workspace.plan_requested": "Asked for another plan for workspace",
  "workspace.plan_request_accepted": "Accepted another plan for workspace",
  "workspace.plan_request_declined": "Declined another plan for workspace",
  "workspace.plan_changed": "Changed the plan of workspace",
  "workspace.limits_changed": "Changed the limits of workspace",
  "user.signed_up": "Signed up:",
};

/** The same, of what concerns the installation and not one workspace: only operators see it. */
export const installationActions: Record<string, string> = {
  "user.created": "Created user",
  "user.email_verified": "Verified the email of",
  "user.email_change_requested": "Asked for another email:",
  "user.email_changed": "Changed the email of",
  "user.password_changed": "Changed the password of",
  "user.password_link_sent": "Emailed a password link to",
  "user.changed": "Changed the account of",
  "user.suspended": "Suspended",
  "user.resumed": "Lifted the suspension of",
  "user.approved": "Approved",
  "user.deleted": "Deleted user",
  "operator.granted": "Made an operator:",
  "operator.withdrawn": "No longer an operator:",
  "session.started": "Logged in:",
  "session.ended": "Logged out or was logged out:",
  "login.blocked": "Blocked log-ins of",
  "service.created": "Created service credential",
  "service.rotated": "Rotated service credential",
  "service.rotation_finished": "Ended the rotation overlap of service credential",
  "service.revoked": "Revoked service credential",
  "plan.created": "Created plan",
  "plan.changed": "Changed plan",
  "plan.deleted": "Deleted plan",
  "settings.changed": "Changed the settings of this site",
  "mail.retried": "Retried email",
};

/** What the filter calls an action. */
export const actionName = (action: string) =>
  phrase(action).replace(/( of| for workspace|:| as a member:)$/, "");

/** Actions that this page doesn't know, too. */
export const phrase = (action: string) =>
  actions[action] ?? installationActions[action] ?? `${action.replaceAll(/[._]/g, " ")}:`;

const types = {
  user: "User",
  api_key: "API key",
  service: "Service",
  operator: "Operator",
  system: "System",
};

/** Who did it: a name or email, and what they are if that isn't a user. */
export function actorName({ type, label, id }: PublicEvent["actor"]) {
  if (type === "system") return { name: "System", kind: null };
  return { name: label ?? id ?? types[type], kind: type === "user" ? null : types[type] };
}

const dateTime = new Intl.DateTimeFormat("en", {
  ...{ dateStyle: "medium", timeStyle: "short" },
  ...{ hourCycle: "h23", timeZone: "UTC" },
});
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** A value of a field as people read it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string")
    return INSTANT.test(value) ? `${dateTime.format(new Date(value))} UTC` : value;
  if (typeof value === "number") return value.toLocaleString("en");
  if (Array.isArray(value)) return value.map(valueText).join(", ") || "none";
  const limit = limitText(value);
  if (limit) return limit;
  const parts = Object.entries(value).map(([name, part]) => `${fieldName(name)}: ${valueText(part)}`);
  return parts.join(", ") || "none";
}

function limitText(value: object): string | null {
  if (!("requests" in value && "window_seconds" in value)) return null;
  return `${valueText(value.requests)} requests per ${windowText(Number(value.window_seconds))}`;
}

export const fieldName = (name: string) => name.replaceAll("_", " ");
