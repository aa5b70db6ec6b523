import type { AuditAction, AuditActor, NewEvent } from "#lib/audit/event.ts";

interface Named {
  id: string;
  email: string;
}

/** A user as the one who acts. */
export const byUser = ({ id, email }: Named): AuditActor => ({ type: "user", id, label: email });

/** The event of something that happened to an account. It belongs to the installation: workspaces don't see it. */
export const userEvent = (action: AuditAction, { id, email }: Named): NewEvent => ({
  action,
  workspaceId: null,
  target: { type: "user", id, label: email },
});

/** The event of a session of the user with this email. */
export const sessionEvent = (
  action: "session.started" | "session.ended",
  id: string,
  email: string,
): NewEvent => ({ action, workspaceId: null, target: { type: "session", id, label: email } });

/** The events of sessions that ended because of something else that happened to their user. */
export const sessionsEnded = (ids: string[], email: string): NewEvent[] =>
  ids.map((id) => sessionEvent("session.ended", id, email));

/** The events of a new user and their personal workspace. */
export const newUserEvents = (
  actions: AuditAction[],
  user: Named,
  workspace: { id: string; name: string },
): NewEvent[] => [
  ...actions.map((action) => userEvent(action, user)),
  {
    action: "workspace.created",
    workspaceId: workspace.id,
    target: { type: "workspace", id: workspace.id, label: workspace.name },
  },
];
