import type { Caller } from "#lib/actors/actor.ts";
import { rolesWith } from "#lib/actors/roles.ts";
import { type Problem, problem } from "#lib/problem.ts";

/** The `forbidden` problem for a caller without a scope: `insufficient_scope`, or `insufficient_role` for users. */
export function missingScope(
  caller: Pick<Caller, "type"> & { role?: string | null },
  scope: string,
): Problem {
  if (caller.type === "user") {
    const detail = `Your role (${caller.role}) doesn't include the scope ${scope}.${whoHas(scope)}`;
    return problem("forbidden", { reason: "insufficient_role", detail });
  }
  const detail = `The API key is missing the scope ${scope}.`;
  return problem("forbidden", { reason: "insufficient_scope", detail, requiredScopes: [scope] });
}

/** Says which roles have a scope, and who can give one of them. */
function whoHas(scope: string): string {
  const roles = rolesWith(scope).map((role) => `${role}s`);
  if (roles.length === 0) return "";
  return ` ${capitalized(listed(roles))} have it. An admin or owner of the workspace can change your role.`;
}

const listed = (names: string[]) => names.join(", ").replace(/, (?=[^,]*$)/, " and ");
const capitalized = (text: string) => text[0]!.toUpperCase() + text.slice(1);
