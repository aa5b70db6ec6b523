import { isProblem, type Problem, problem } from "#lib/problem.ts";

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
export interface AuthRequest {
  question: Question | Problem;
  /** The original path and query behind the gate's own path; null when headers tell it. */
  target: string | null;
}

const HIGHEST_COST = 1_000_000;
const KEPT = 1000;
const kept = new Map<string, Question | Problem>();

/**
 * Reads `/gate?scope=…&cost=…&fold=1`, `/gate;scope=…;cost=…;fold=1/original/path?query` and `/gate/original/path?scope=…`;
 * null for another path. In the last form the query may come from the client as it is: what it says can make the
 * question harder, never easier, and says nothing of the answer's form.
 */
export function readAuthRequest(url: string): AuthRequest | null {
  const match = FORM.exec(url);
  if (!match) return null;
  const { parameters, path, query = "" } = match.groups!;
  const target = path === undefined ? null : path + query;
  if (parameters !== undefined) return { question: configured(parameters.replaceAll(";", "&")), target };
  if (target === null) return { question: configured(query.slice(1)), target };
  return { question: written(query.slice(1)), target };
}

const FORM = /^\/gate(?:;(?<parameters>[^/?]*))?(?<path>\/[^?]*)?(?<query>\?.*)?$/;

// The operator's own words: a gateway asks with a handful of them, and each is taken apart once.
function configured(query: string): Question | Problem {
  const known = kept.get(query);
  if (known) return known;
  const question = parse(new URLSearchParams(query));
  if (kept.size >= KEPT) kept.clear();
  kept.set(query, question);
  return question;
}

// Words that may be a client's: without number, so none is kept.
function written(query: string): Question | Problem {
  const question = parse(new URLSearchParams(query));
  return isProblem(question) ? question : { ...question, cost: Math.max(1, question.cost), fold: false };
}

function parse(parameters: URLSearchParams): Question | Problem {
  const cost = parameters.get("cost") ?? "1";
  if (!/^\d{1,7}$/.test(cost) || Number(cost) > HIGHEST_COST)
    return problem("invalid_parameter", {
      detail: `cost must be a whole number from 0 to ${HIGHEST_COST}.`,
    });
  const scopes = parameters.getAll("scope").flatMap((list) => list.split(/[\s,]+/));
  return {
    scopes: [...new Set(scopes.filter(Boolean))],
    cost: Number(cost),
    fold: parameters.get("fold") === "1",
  };
}
