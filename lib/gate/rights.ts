import type { Caller } from "#lib/actors/actor.ts";
import { insufficientRole, ONLY } from "#lib/actors/current-role.ts";
import { missingScope } from "#lib/actors/missing-scope.ts";
import { workspaceSuspended } from "#lib/actors/workspace-suspended.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { type Checks, noteFailed, notePassed } from "#lib/request-log/checks.ts";

/**
 * Who can call an endpoint.
 * - "public": everyone; a credential is not looked at
 * - "optional": with or without a credential
 * - "actor": an API key, or a logged-in user in a workspace
 * - "verifier": an actor, or one of the operator's services
 * - "user": a logged-in user in a workspace
 * - "anyone": an API key, or a logged-in user, with or without a workspace
 * - "person": a logged-in user, with or without a workspace
 * - "operator": a logged-in operator. To everyone else, the route doesn't exist.
 */
export type Access = "public" | "optional" | "actor" | "verifier" | "user" | "anyone" | "person" | "operator";

/** Who can make a request, and how much it counts against the limits. */
export interface Requirement {
  access: Exclude<Access, "public">;
  /** The caller must have all of them. */
  scopes: string[];
  /** "admin": users must be admins or owners. */
  role?: "admin" | "owner";
  /** The workspace in the path, if it has one. It takes precedence over X-Workspace-Id. */
  workspaceId?: string;
  /** How much a request counts against its limits. Requests that cost 0 are also answered over the limit. */
  cost: number;
  /** Whether it changes nothing. Users can only read in a suspended workspace. */
  readOnly: boolean;
  /** Whether a cached key record may be used. Only if the request can be decided again when the record was outdated. */
  rememberedKeys: boolean;
}

/** Returns the `forbidden` problem if a caller doesn't meet the requirement, else null. Notes each check. */
export function checkRights(
  caller: Caller,
  { access, scopes, role, readOnly }: Requirement,
  checks: Checks,
): Problem | null {
  const kind = wrongKind(caller, access);
  if (kind) return refuse(checks, "actor", kind);
  if (role && caller.type === "user" && !ROLES_OF[role].includes(caller.role)) {
    return refuse(checks, "role", insufficientRole(ONLY[role]));
  }
  if (!readOnly && isInWorkspace(access) && caller.type === "user" && caller.workspaceSuspended)
    return refuse(checks, "workspace", workspaceSuspended());
  // A user's scopes are those of their role in a workspace.
  if (caller.type === "user" && caller.workspaceId === null) return null;
  for (const scope of scopes) {
    if (!caller.scopes.includes(scope)) return refuse(checks, "scope", missingScope(caller, scope));
    notePassed(checks, "scope", scope);
  }
  return null;
}

const ROLES_OF: Record<"admin" | "owner", (string | null)[]> = {
  admin: ["admin", "owner"],
  owner: ["owner"],
};
const IN_WORKSPACE: Access[] = ["actor", "verifier", "user"];

/** Whether an endpoint is about what is in the caller's workspace. */
export const isInWorkspace = (access: Access): boolean => IN_WORKSPACE.includes(access);

function refuse(checks: Checks, check: string, refusal: Problem): Problem {
  noteFailed(checks, check, refusal.message);
  return refusal;
}

function wrongKind(caller: Caller, access: Requirement["access"]): Problem | null {
  if (access === "operator" && !(caller.type === "user" && caller.operator)) return problem("not_found");
  if ((access === "user" || access === "person") && caller.type !== "user") {
    const detail = "Only logged-in users can do this. API keys can't, whatever their scopes.";
    return problem("forbidden", { reason: "user_required", detail });
  }
  if (caller.type === "service" && access !== "verifier") {
    const detail = "Service credentials can only verify keys.";
    return problem("forbidden", { reason: "service_credential", detail });
  }
  return null;
}
