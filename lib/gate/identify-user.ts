import * as sessions from "#db/queries/sessions.ts";
import type { Person } from "#lib/actors/actor.ts";
import { findUserActor, personOf } from "#lib/actors/user-actor.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import type { Requirement } from "#lib/gate/rights.ts";
import { problem } from "#lib/problem.ts";
import { type Checks, notePassed } from "#lib/request-log/checks.ts";

const NO_SUCH_WORKSPACE =
  "X-Workspace-Id is not a workspace you can access. GET /api/v1/workspaces lists the IDs of yours.";

/** Whether a session has neither ended nor expired. */
export function isLive(session: sessions.SessionRow | null, now: Date): session is sessions.SessionRow {
  return session !== null && !session.revokedAt && session.expiresAt > now;
}

/**
 * Identifies the user of a live session, whatever credential named it. They act in the workspace of the path, else of
 * X-Workspace-Id, else in their first one. Users without a workspace can do what needs none.
 */
export async function identifyUser(
  session: sessions.SessionRow,
  request: GateRequest,
  credential: string,
  { access, workspaceId: inPath }: Requirement,
): Promise<Identity> {
  await sessions.touch(session, request.now);
  const caller = await findCaller(session, request.headers.get("x-workspace-id"), inPath);
  const needsWorkspace = !WITHOUT_WORKSPACE.has(access);
  if (!caller && (needsWorkspace || access === "anyone"))
    return nobody(problem("not_found", { reason: "unknown_workspace", detail: NO_SUCH_WORKSPACE }));
  if (caller?.workspaceId === null && needsWorkspace)
    return nobody(
      problem("not_found", {
        reason: "no_workspace",
        detail: "You have no workspace. Create one first: POST /api/v1/workspaces.",
      }),
    );
  const checks: Checks = [];
  notePassed(checks, "credential", credential);
  const person = caller ?? personOf(session);
  const { userId } = person;
  // What someone does with their own account, or as an operator, is nothing that a workspace's members can read.
  const workspaceId = PERSONAL.has(access) ? null : person.workspaceId;
  const owner = { workspaceId, environment: "live", keyId: null, hint: null, userId };
  return { caller: person, refusal: null, owner, key: null, checks };
}

/** What isn't about a workspace, even if the user is in one. */
const PERSONAL = new Set<Requirement["access"]>(["person", "operator"]);

/** What a user can call without a workspace. */
const WITHOUT_WORKSPACE = new Set<Requirement["access"]>(["anyone", "optional", "person", "operator"]);

/** Null if the user can't access the workspace of X-Workspace-Id. */
async function findCaller(
  session: sessions.SessionRow,
  wanted: string | null,
  inPath: string | undefined,
): Promise<Person | null> {
  // If the workspace in the path isn't theirs, they are identified in another one, and the handler answers `not_found`.
  const member = inPath === undefined ? null : await findUserActor(session, inPath);
  if (member) return member;
  return (await findUserActor(session, wanted)) ?? (wanted === null ? personOf(session) : null);
}
