import * as sessions from "#db/queries/sessions.ts";
import { verifyAccessToken } from "#lib/accounts/access-token.ts";
import { findUserActor } from "#lib/actors/user-actor.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import { type Checks, notePassed } from "#lib/request-log/checks.ts";

/**
 * Identifies a user by an access token, in the workspace of the path or else of X-Workspace-Id.
 * Throws `invalid_token` (`malformed`, `expired`).
 */
export async function identifyToken(
  token: string,
  request: GateRequest,
  workspaceId?: string,
): Promise<Identity> {
  const session = await sessions.byId(await verifyAccessToken(token, request.now));
  if (!isLive(session, request.now)) return nobody(problem("invalid_token", { reason: "revoked" }));
  return identifyUser(session, request, "Access token", workspaceId);
}

/** Identifies a user by a browser's session cookie, in the workspace of the path or else of X-Workspace-Id. */
export async function identifyBrowser(
  token: string,
  request: GateRequest,
  workspaceId?: string,
): Promise<Identity> {
  const session = await sessions.byTokenHash(sha256(token));
  if (!isLive(session, request.now))
    return nobody(problem("unauthorized", { detail: "The browser session has ended. Log in again." }));
  return identifyUser(session, request, "Browser session", workspaceId);
}

function isLive(session: sessions.SessionRow | null, now: Date): session is sessions.SessionRow {
  return session !== null && !session.revokedAt && session.expiresAt > now;
}

async function identifyUser(
  session: sessions.SessionRow,
  request: GateRequest,
  credential: string,
  workspaceInPath: string | undefined,
): Promise<Identity> {
  await sessions.touch(session, request.now);
  const inPath = workspaceInPath === undefined ? null : await findUserActor(session, workspaceInPath);
  // If the workspace in the path isn't theirs, they are identified in another one, and the handler answers `not_found`.
  const caller = inPath ?? (await findUserActor(session, request.headers.get("x-workspace-id")));
  if (!caller)
    return nobody(problem("not_found", { detail: "X-Workspace-Id is not a workspace you can access." }));
  const checks: Checks = [];
  notePassed(checks, "credential", credential);
  const { workspaceId, userId } = caller;
  const owner = { workspaceId, environment: "live", keyId: null, hint: null, userId };
  return { caller, refusal: null, owner, key: null, checks };
}
