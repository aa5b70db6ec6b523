import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { actorOfCookie, personOfCookie } from "#lib/accounts/sessions.ts";
import type { Person, UserActor } from "#lib/actors/actor.ts";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

/** The logged-in user who requests a page, or null. */
export async function currentUser(): Promise<UserActor | null> {
  const cookie = (await cookies()).get(sessionCookie.name);
  return cookie ? noteUnavailable(actorOfCookie(cookie.value, new Date(clockMs()))) : null;
}

/** The logged-in user who requests a page, with or without a workspace, or null. */
export async function currentPerson(): Promise<Person | null> {
  const cookie = (await cookies()).get(sessionCookie.name);
  return cookie ? noteUnavailable(personOfCookie(cookie.value, new Date(clockMs()))) : null;
}

/** The logged-in user who requests a page. Anyone else is redirected to log in and returns to `path`. */
export async function requireUser(path: string): Promise<UserActor> {
  return (await currentUser()) ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}
