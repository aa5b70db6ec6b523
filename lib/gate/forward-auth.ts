import type { AuthQuery } from "#lib/gate/auth-query.ts";
import { decide, type GateDecision, undecided } from "#lib/gate/decide.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { nobody } from "#lib/gate/identity.ts";
import { logDecision } from "#lib/gate/log-decision.ts";
import { untilCurrent } from "#lib/gate/until-current.ts";
import { isProblem, type Problem } from "#lib/problem.ts";
import { toProblem } from "#lib/to-problem.ts";

/** All requests through a gateway count as one route in the usage, because the number of their paths is unlimited. */
const ROUTE = "/gate";

/**
 * Decides whether a gateway may let a request pass. The decision is durable in the request log when this returns.
 * Never throws: an error becomes the decision's `refusal`.
 */
export async function forwardAuth(request: GateRequest, query: AuthQuery | Problem): Promise<GateDecision> {
  if (isProblem(query)) return undecided(nobody(query));
  const { scopes, cost } = query;
  try {
    return await untilCurrent(async (locked) => {
      const decision = await decide(request, {
        access: "actor",
        scopes,
        cost,
        readOnly: true,
        rememberedKeys: !locked,
      });
      const { refusal } = decision;
      const answer = { route: ROUTE, status: refusal?.status ?? 200, code: refusal?.code ?? null };
      return { logged: await logDecision(request, decision, answer), result: decision };
    });
  } catch (error) {
    return undecided(nobody(toProblem(error, request.requestId)));
  }
}
