import type { Caller } from "#lib/actors/actor.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { type Checks, noteFailed, notePassed } from "#lib/request-log/checks.ts";

/** What a caller has to be, and what its request takes. */
export interface Requirement {
  /**
   * "actor": a key or a signed-in user. "optional": the same, or nobody. "user": signed-in users only, whatever a key's
   * scopes are. "verifier": the operator's services, too.
   */
  access: "actor" | "optional" | "user" | "verifier";
  /** All of them. */
  scopes: string[];
  /** "admin": admins and owners. */
  role?: "admin";
  /** The workspace that a signed-in user means, before the one of X-Workspace-Id: for a path that names it. */
  workspaceId?: string;
  /** What a request takes from its limits; 0 only looks, and is answered even while limited. */
  cost: number;
  /** Whether a remembered key record will do: for a request that can be decided again when the record was out of date. */
  rememberedKeys: boolean;
}

/** Why a caller may not do this; null when it may. Notes each check. */
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
    if (!caller.scopes.includes(scope)) return refuse(checks, "scope", withoutScope(caller, scope));
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

function withoutScope(caller: Caller, scope: string): Problem {
  if (caller.type === "user") {
    const detail = `Your role (${caller.role}) doesn't include the scope ${scope}.`;
    return problem("forbidden", { reason: "insufficient_role", detail });
  }
  const detail = `The API key is missing the scope ${scope}.`;
  return problem("forbidden", { reason: "insufficient_scope", detail, requiredScopes: [scope] });
}
