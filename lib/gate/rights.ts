import type { Caller } from "#lib/actors/actor.ts";
import { missingScope } from "#lib/actors/missing-scope.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { type Checks, noteFailed, notePassed } from "#lib/request-log/checks.ts";

/** Who can make a request, and how much it counts against the limits. */
export interface Requirement {
  /**
   * "actor": an API key or a logged-in user. "optional": with or without a credential. "user": only logged-in users.
   * "verifier": also the operator's services.
   */
  access: "actor" | "optional" | "user" | "verifier";
  /** The caller must have all of them. */
  scopes: string[];
  /** "admin": users must be admins or owners. */
  role?: "admin";
  /** The workspace in the path, if it has one. It takes precedence over X-Workspace-Id. */
  workspaceId?: string;
  /** How much a request counts against its limits. Requests that cost 0 are also answered over the limit. */
  cost: number;
  /** Whether a cached key record may be used. Only if the request can be decided again when the record was outdated. */
  rememberedKeys: boolean;
}

/** Returns the `forbidden` problem if a caller doesn't meet the requirement, else null. Notes each check. */
export function checkRights(
  caller: Caller,
  { access, scopes, role }: Requirement,
  checks: Checks,
): Problem | null {
  const kind = wrongKind(caller, access);
  if (kind) return refuse(checks, "actor", kind);
  if (role && caller.type === "user" && caller.role !== "admin" && caller.role !== "owner") {
    const detail = "Only workspace admins and owners can do this.";
    return refuse(checks, "role", problem("forbidden", { reason: "insufficient_role", detail }));
  }
  for (const scope of scopes) {
    if (!caller.scopes.includes(scope)) return refuse(checks, "scope", missingScope(caller, scope));
    notePassed(checks, "scope", scope);
  }
  return null;
}

function refuse(checks: Checks, check: string, refusal: Problem): Problem {
  noteFailed(checks, check, refusal.message);
  return refusal;
}

function wrongKind(caller: Caller, access: Requirement["access"]): Problem | null {
  if (access === "user" && caller.type !== "user") {
    const detail = "Only logged-in users can do this. API keys can't, whatever their scopes.";
    return problem("forbidden", { reason: "user_required", detail });
  }
  if (caller.type === "service" && access !== "verifier") {
    const detail = "Service credentials can only verify keys.";
    return problem("forbidden", { reason: "service_credential", detail });
  }
  return null;
}
