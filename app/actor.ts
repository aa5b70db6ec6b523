import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { actorOfCookie } from "#lib/accounts/sessions.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

/** The person whose browser asks for a page; null when nobody is logged in. */
export async function currentUser(): Promise<UserActor | null> {
  const cookie = (await cookies()).get(sessionCookie.name);
  return cookie ? noteUnavailable(actorOfCookie(cookie.value, new Date(clockMs()))) : null;
}

/** The person whose browser asks for a page; everybody else is sent to log in and comes back to `path`. */
export async function requireUser(path: string): Promise<UserActor> {
  return (await currentUser()) ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}
