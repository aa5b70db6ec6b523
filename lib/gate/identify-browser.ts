import * as sessions from "#db/queries/sessions.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { identifyUser, isLive } from "#lib/gate/identify-user.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import type { Requirement } from "#lib/gate/rights.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

/** Identifies a user by a browser's session cookie, in the workspace of the path or else of X-Workspace-Id. */
export async function identifyBrowser(
  token: string,
  request: GateRequest,
  requirement: Requirement,
): Promise<Identity> {
  const session = await sessions.byTokenHash(sha256(token));
  if (!isLive(session, request.now))
    return nobody(problem("unauthorized", { detail: "The browser session has ended. Log in again." }));
  return identifyUser(session, request, "Browser session", requirement);
}
