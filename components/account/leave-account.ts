import { type LogInReason, logInPath } from "#components/auth/log-in-reason.ts";
import { startPageSession } from "#components/session/page-session.ts";

/** Leaves the dashboard after the session has ended as the user wanted. */
export function leaveAccount(reason: LogInReason): void {
  // A request that is still on its way must not ask to log in again.
  startPageSession(null);
  // A full page load, so that no account data stays in memory.
  window.location.assign(logInPath({ reason }));
}
