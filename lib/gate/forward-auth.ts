import type { Caller } from "#lib/actors/actor.ts";
import { admit } from "#lib/gate/admit.ts";
import type { Question } from "#lib/gate/auth-query.ts";
import type { Exchange } from "#lib/gate/exchange.ts";
import { identify } from "#lib/gate/identify.ts";
import { record } from "#lib/gate/record.ts";
import { isProblem, type Problem } from "#lib/problem.ts";
import { toProblem } from "#lib/to-problem.ts";

/** All that passes a gateway is counted as one route: its paths are the operator's, and may be without number. */
const ROUTE = "/gate";

/** May this request pass? Whoever asks, when it may; else the refusal. Answered when the decision is durable. */
export async function ask(exchange: Exchange, question: Question | Problem): Promise<Caller | Problem> {
  try {
    if (isProblem(question)) return question;
    const outcome = await decide(exchange, question);
    const code = isProblem(outcome) ? outcome.code : null;
    await record(exchange, ROUTE, { status: isProblem(outcome) ? outcome.status : 200, code });
    return outcome;
  } catch (error) {
    return toProblem(error, exchange.requestId);
  }
}

async function decide(exchange: Exchange, { scopes, cost }: Question): Promise<Caller | Problem> {
  try {
    const actor = (await identify(exchange, false))!;
    await admit(exchange, actor, { access: "actor", scopes, cost });
    return actor;
  } catch (error) {
    return toProblem(error, exchange.requestId);
  }
}
