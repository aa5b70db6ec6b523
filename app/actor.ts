import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { logInPath } from "#components/auth/log-in-reason.ts";
import { workspaceCookie } from "#components/shell/workspace-cookie.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { actorOfCookie } from "#lib/accounts/sessions.ts";
import { isInWorkspace, type Person, type UserActor } from "#lib/actors/actor.ts";
import { clockMs } from "#lib/clock.ts";
import { idPattern } from "#lib/ids.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

/** The logged-in user who requests a page, in the workspace they chose, or null. They may have no workspace. */
export async function currentUser(): Promise<Person | null> {
  const sent = await cookies();
  const session = sent.get(sessionCookie.name);
  const wanted = sent.get(workspaceCookie)?.value ?? "";
  // Anyone can edit a cookie. What isn't an ID is not for the database.
  const workspaceId = idPattern("ws").test(wanted) ? wanted : null;
  return session ? noteUnavailable(actorOfCookie(session.value, new Date(clockMs()), workspaceId)) : null;
}

/** The logged-in user who requests a page. Anyone else is redirected to log in and returns to `url` (see `pageUrl`). */
export async function requirePerson(url: string): Promise<Person> {
  const ended = (await cookies()).has(sessionCookie.name);
  return (
    (await currentUser()) ?? redirect(logInPath({ next: url, ...(ended && { reason: "session_ended" }) }))
  );
}

/** The operator who requests a page. Other users see the page for unknown addresses. */
export async function requireOperator(url: string): Promise<Person> {
  const person = await requirePerson(url);
  return person.operator ? person : notFound();
}

/** The logged-in user who requests a page of their workspace. Users without one are redirected to create one. */
export async function requireUser(url: string): Promise<UserActor> {
  const user = await requirePerson(url);
  return isInWorkspace(user) ? user : redirect("/new-workspace");
}
