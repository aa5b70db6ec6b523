import type { IncomingMessage, ServerResponse } from "node:http";
import { isUnavailable } from "#db/faults.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { actorOfCookie } from "#lib/accounts/sessions.ts";
import { clockMs } from "#lib/clock.ts";
import { readCookie } from "#lib/cookies.ts";
import { refuseCredentialInUrl } from "#lib/gate/credential.ts";
import { discardBody } from "#lib/server/request-body.ts";

const DESK = /^\/operator(?:\/|$)/;
/** No page has this address. */
const UNKNOWN = "/unknown";

/** Whether a request is for a page of the operator's desk. The guard has made sure that its path can be decoded. */
export const isForDesk = ({ url = "", method = "" }: IncomingMessage): boolean =>
  (method === "GET" || method === "HEAD") && DESK.test(decodeURIComponent(pathOf(url)));

const pathOf = (url: string) => url.split(/[?#]/, 1)[0]!;

/**
 * Decides who gets a page of the desk before Next knows which page it is. Next's own refusals would differ in their title,
 * their code or their status, so that a stranger could tell which pages there are. Who isn't logged in is sent to the
 * log-in, and for other users the request is for an address that no page has. True if the request has been answered.
 */
export async function guardDesk(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { headers, url = "" } = request;
  const session = readCookie(headers.cookie ?? null, sessionCookie.name);
  try {
    const person = session === null ? null : await actorOfCookie(session, new Date(clockMs()));
    if (person?.operator) return false;
    if (person) request.url = UNKNOWN;
    else sendToLogIn(request, response, { next: nextOf(url), ended: session !== null });
    return person === null;
  } catch (error) {
    // Next can't find out either who it is, and has a page that says so.
    if (isUnavailable(error)) return false;
    throw error;
  }
}

interface LogIn {
  next: string;
  /** Whether the browser had a session, so that the page says that it has ended. */
  ended: boolean;
}

function sendToLogIn(request: IncomingMessage, response: ServerResponse, { next, ended }: LogIn): void {
  discardBody(request);
  const query = new URLSearchParams({ ...(ended && { reason: "session_ended" }), next });
  response
    .writeHead(307, { location: `/login?${query}`, "cache-control": "no-store", "content-length": "0" })
    .end();
}

/** Where the log-in leads back to. Without a query that contains a secret. */
function nextOf(url: string): string {
  try {
    refuseCredentialInUrl(url);
    return url;
  } catch {
    return pathOf(url);
  }
}
