import { type Problem, problem } from "#lib/problem.ts";

/** What a gateway wants to know of a request, as its configuration says it. */
export interface Question {
  /** All of them are needed. */
  scopes: string[];
  /** What the request takes from its limits; 0 looks only. */
  cost: number;
  /** Refusals as nginx's auth_request lets them through: 401 or 403, the true status in a header. */
  fold: boolean;
}

/** A question and the request that it is about, as far as the path tells. */
export interface Asking {
  question: Question | Problem;
  /** The original path and query behind the gate's own path; null when headers tell it. */
  target: string | null;
}

const HIGHEST_COST = 1_000_000;
const KEPT = 1000;
const kept = new Map<string, Question | Problem>();

/**
 * Reads `/gate?scope=…&cost=…`, `/gate;scope=…;cost=…/original/path?query` and `/gate/original/path?scope=…`; null for
 * another path. In the last form the query may come from the client as it is: what it says can make the question
 * harder, never easier.
 */
export function readAsking(url: string): Asking | null {
  const match = FORM.exec(url);
  if (!match) return null;
  const { parameters, path, query = "" } = match.groups!;
  const target = path === undefined ? null : path + query;
  if (parameters !== undefined) return { question: parse(parameters.replaceAll(";", "&"), 0), target };
  return { question: parse(query.slice(1), target === null ? 0 : 1), target };
}

const FORM = /^\/gate(?:;(?<parameters>[^/?]*))?(?<path>\/[^?]*)?(?<query>\?.*)?$/;

// A gateway asks with a handful of configured questions; each is taken apart once.
function parse(query: string, lowestCost: 0 | 1): Question | Problem {
  const name = `${lowestCost}${query}`;
  const known = kept.get(name);
  if (known) return known;
  const question = parseQuestion(new URLSearchParams(query), lowestCost);
  if (kept.size >= KEPT) kept.clear();
  kept.set(name, question);
  return question;
}

function parseQuestion(parameters: URLSearchParams, lowestCost: number): Question | Problem {
  const cost = parameters.get("cost") ?? "1";
  if (!/^\d{1,7}$/.test(cost) || Number(cost) > HIGHEST_COST)
    return problem("invalid_parameter", {
      detail: `The gate's cost must be a whole number up to ${HIGHEST_COST}.`,
    });
  const scopes = parameters.getAll("scope").flatMap((list) => list.split(/[\s,]+/));
  return {
    scopes: [...new Set(scopes.filter(Boolean))],
    cost: Math.max(lowestCost, Number(cost)),
    fold: parameters.get("fold") === "1",
  };
}
