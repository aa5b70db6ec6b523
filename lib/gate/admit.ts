import type { Actor } from "#lib/gate/actor.ts";
import { type Exchange, failed, passed } from "#lib/http/exchange.ts";
import { type Decision, ledger } from "#lib/ledger/ledger.ts";
import { problem } from "#lib/problem.ts";

/** What an endpoint asks of whoever calls it. */
export interface Requirement {
  /** "user": signed-in people only, whatever a key's scopes are. */
  access: "actor" | "user";
  scope?: string;
  /** What a request takes from its limits; 0 looks only and is answered even while limited. */
  cost: number;
}

/** Rights first, then limits: a request that may not do this takes nothing. */
export async function admit(exchange: Exchange, actor: Actor, requirement: Requirement): Promise<void> {
  try {
    checkRights(exchange, actor, requirement);
  } catch (refusal) {
    await look(exchange);
    throw refusal;
  }
  const decision = await ledger().decide(actor.policies, requirement.cost);
  exchange.decidedAtMs = decision.at;
  exchange.readings = decision.readings;
  noteLimits(exchange, decision);
  const { refusal } = decision;
  if (refusal) {
    throw problem("rate_limited", {
      reason: refusal.policy.name,
      detail: `The limit "${refusal.policy.name}" allows ${refusal.policy.limit} requests in ${refusal.policy.windowSeconds} seconds. Wait ${refusal.retryAfterSeconds} s.`,
      retryAfterSeconds: refusal.retryAfterSeconds,
    });
  }
  exchange.cost = requirement.cost;
}

/** Reads the limits without taking anything: refused requests carry the headers, too. */
async function look(exchange: Exchange): Promise<void> {
  if (exchange.actor) exchange.readings = (await ledger().decide(exchange.actor.policies, 0)).readings;
}

function checkRights(exchange: Exchange, actor: Actor, { access, scope }: Requirement): void {
  if (access === "user" && actor.type !== "user") {
    failed(exchange, "actor", "Only a signed-in user may do this");
    throw problem("forbidden", {
      reason: "user_required",
      detail: "Only a signed-in user may do this, whatever a key's scopes are.",
    });
  }
  if (!scope) return;
  if (actor.scopes.includes(scope)) {
    passed(exchange, "scope", scope);
    return;
  }
  failed(exchange, "scope", `${scope} is missing`);
  if (actor.type === "user") {
    throw problem("forbidden", {
      reason: "insufficient_role",
      detail: `The role ${actor.role} does not allow ${scope}.`,
    });
  }
  throw problem("forbidden", {
    reason: "insufficient_scope",
    detail: `The key lacks the scope ${scope}.`,
    requiredScopes: [scope],
  });
}

function noteLimits(exchange: Exchange, { readings, refusal }: Decision): void {
  for (const { policy, used } of readings) {
    const outcome = refusal?.policy === policy ? "failed" : "passed";
    const detail = `${used} of ${policy.limit} used in ${policy.windowSeconds} s`;
    exchange.checks.push({ check: `limit:${policy.name}`, outcome, detail });
  }
}
