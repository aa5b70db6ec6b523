import * as sessions from "#db/queries/sessions.ts";
import { findUserActor } from "#lib/actors/user-actor.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import { problem } from "#lib/problem.ts";
import { type Checks, notePassed } from "#lib/request-log/checks.ts";

/** Whether a session has neither ended nor expired. */
export function isLive(session: sessions.SessionRow | null, now: Date): session is sessions.SessionRow {
  return session !== null && !session.revokedAt && session.expiresAt > now;
}

/** Identifies the user of a live session, whatever credential named it. */
export async function identifyUser(
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
