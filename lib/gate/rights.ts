import type { Caller } from "#lib/actors/actor.ts";
import type { Exchange } from "#lib/gate/exchange.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { noteFailed, notePassed } from "#lib/request-log/checks.ts";

/** What an endpoint asks of whoever calls it. */
export interface Requirement {
  /** "user": signed-in people only, whatever a key's scopes are. "verifier": the operator's services, too. */
  access: "actor" | "user" | "verifier";
  /** All of them. */
  scopes: string[];
  /** "admin": admins and owners. */
  role?: "admin";
  /** What a request takes from its limits; 0 looks only and is answered even while limited. */
  cost: number;
}

/** Refuses whoever may not do this; notes each check. */
export function checkRights(exchange: Exchange, actor: Caller, { access, scopes, role }: Requirement): void {
  const kind = wrongKind(actor, access);
  if (kind) throw refuse(exchange, "actor", kind);
  if (role && actor.type === "user" && actor.role !== "admin" && actor.role !== "owner") {
    const detail = "Only workspace admins and owners can do this.";
    throw refuse(exchange, "role", problem("forbidden", { reason: "insufficient_role", detail }));
  }
  for (const scope of scopes) {
    if (!actor.scopes.includes(scope)) throw refuse(exchange, "scope", withoutScope(actor, scope));
    notePassed(exchange.checks, "scope", scope);
  }
}

function refuse(exchange: Exchange, check: string, refusal: Problem): Problem {
  noteFailed(exchange.checks, check, refusal.message);
  return refusal;
}

function wrongKind(actor: Caller, access: Requirement["access"]): Problem | null {
  if (access === "user" && actor.type !== "user") {
    const detail = "Only logged-in users can do this. API keys can't, whatever their scopes.";
    return problem("forbidden", { reason: "user_required", detail });
  }
  if (actor.type === "service" && access !== "verifier") {
    const detail = "Service credentials can only verify keys.";
    return problem("forbidden", { reason: "service_credential", detail });
  }
  return null;
}

function withoutScope(actor: Caller, scope: string): Problem {
  if (actor.type === "user") {
    const detail = `Your role (${actor.role}) doesn't include the scope ${scope}.`;
    return problem("forbidden", { reason: "insufficient_role", detail });
  }
  const detail = `The API key is missing the scope ${scope}.`;
  return problem("forbidden", { reason: "insufficient_scope", detail, requiredScopes: [scope] });
}
