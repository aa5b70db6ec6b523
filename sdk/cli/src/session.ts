import { setTimeout as delay } from "node:timers/promises";
import {
  deleteCredential,
  lockCredential,
  readCredential,
  type Session,
  writeCredential,
} from "./config/credentials.ts";
import { notLoggedIn } from "./failure.ts";
import { Refusal, refresh, type Tokens } from "./http/authentication.ts";
import { connectionFailure } from "./http/connection.ts";
import { failureOf } from "./http/problem.ts";
import { afterwards } from "./signals.ts";

/** Early enough that a refresh that fails does no harm yet. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** A token that expires sooner than this may have expired when it arrives. */
const USABLE_MS = 5000;
/** How long a process takes at most to store a pair that it got. */
const STORING_MS = 2000;

const isFresh = ({ expires_at }: Session) => expires_at - Date.now() > REFRESH_BEFORE_MS;
const isUsable = ({ expires_at }: Session) => expires_at - Date.now() > USABLE_MS;

/**
 * The access token of a profile's session, refreshed if it expires soon, or if the server refused it (`expired`). Of several
 * processes, one refreshes and stores the new pair, and the others read it. Throws a Failure if the session has ended.
 */
export async function accessTokenOf(profile: string, session: Session, expired?: string): Promise<string> {
  if (isFresh(session) && session.access_token !== expired) return session.access_token;
  return lockCredential(profile, () =>
    // The refresh token works once: from sending it until the new one is stored, Ctrl-C has to wait.
    afterwards(async () => {
      const stored = storedSession(profile, session);
      if (isFresh(stored) && stored.access_token !== expired) return stored.access_token;
      const usable = isUsable(stored) && stored.access_token !== expired;
      return (await refreshed(profile, stored, usable)).access_token;
    }),
  );
}

function storedSession(profile: string, { base_url }: Session): Session {
  const stored = readCredential(profile);
  if (stored?.type === "session" && stored.base_url === base_url) return stored;
  throw notLoggedIn("You have logged out meanwhile.", "Log in again: latchkey login");
}

/** Exchanges the refresh token. If that fails while the access token is still usable, the session stays as it is. */
async function refreshed(profile: string, session: Session, usable: boolean): Promise<Session> {
  let tokens: Tokens;
  try {
    tokens = await refresh(session.base_url, session.refresh_token);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      if (usable) return session;
      throw connectionFailure(error, session.base_url);
    }
    return afterRefusal(profile, session, usable, error);
  }
  const next: Session = { ...session, ...tokens };
  writeCredential(profile, next);
  return next;
}

async function afterRefusal(
  profile: string,
  session: Session,
  usable: boolean,
  refusal: Refusal,
): Promise<Session> {
  const { status, reason } = refusal.problem;
  // A process that doesn't see this lock has the new pair, and is about to store it.
  const stored = await storedByAnother(profile, session, reason === "already_refreshed" ? STORING_MS : 0);
  if (stored) return stored;
  if (status !== 401 && usable) return session;
  if (reason === "already_refreshed")
    throw notLoggedIn(
      "Another program has refreshed this login, and has the new token.",
      "Log in again: latchkey login",
    );
  if (status === 401) {
    deleteCredential(profile);
    throw notLoggedIn("Your session has ended.", "Log in again: latchkey login");
  }
  throw failureOf(refusal.problem, session.base_url);
}

/** The session that another process has stored meanwhile; null if none has within `waitMs`. */
async function storedByAnother(profile: string, session: Session, waitMs: number): Promise<Session | null> {
  for (const deadline = Date.now() + waitMs; ; await delay(50)) {
    const stored = storedSession(profile, session);
    if (stored.refresh_token !== session.refresh_token && isUsable(stored)) return stored;
    if (Date.now() >= deadline) return null;
  }
}
