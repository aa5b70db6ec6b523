import type { Caller } from "#lib/actors/actor.ts";
import { type Problem, problem } from "#lib/problem.ts";

/** The `forbidden` problem for a caller without a scope: `insufficient_scope`, or `insufficient_role` for users. */
export function missingScope(
  caller: Pick<Caller, "type"> & { role?: string | null },
  scope: string,
): Problem {
  if (caller.type === "user") {
    const detail = `Your role (${caller.role}) doesn't include the scope ${scope}.`;
    return problem("forbidden", { reason: "insufficient_role", detail });
  }
  const detail = `The API key is missing the scope ${scope}.`;
  return problem("forbidden", { reason: "insufficient_scope", detail, requiredScopes: [scope] });
}
