import * as sessions from "#db/queries/sessions.ts";
import { verifyAccessToken } from "#lib/accounts/access-token.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { identifyUser, isLive } from "#lib/gate/identify-user.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import type { Requirement } from "#lib/gate/rights.ts";
import { problem } from "#lib/problem.ts";

/**
 * Identifies a user by an access token, in the workspace of the path or else of X-Workspace-Id.
 * Throws `invalid_token` (`malformed`, `expired`).
 */
export async function identifyToken(
  token: string,
  request: GateRequest,
  requirement: Requirement,
): Promise<Identity> {
  const session = await sessions.byId(await verifyAccessToken(token, request.now));
  if (!isLive(session, request.now)) return nobody(problem("invalid_token", { reason: "revoked" }));
  return identifyUser(session, request, "Access token", requirement);
}
