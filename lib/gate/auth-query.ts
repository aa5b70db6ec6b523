import { isProblem, type Problem, problem } from "#lib/problem.ts";

/** What a gateway asks about a request, as its configuration says. */
export interface AuthQuery {
  /** All of them are needed. */
  scopes: string[];
  /** What the request takes from its limits; 0 looks only. */
  cost: number;
  /** Refusals as nginx's auth_request lets them through: 401 or 403, with the true status in a header (`fold=1`). */
  collapseStatus: boolean;
}

/** A query and the request that it is about, as far as the path tells. */
export interface AuthRequest {
  query: AuthQuery | Problem;
  /** The original path and query behind the gate's own path; null when headers tell it. */
  target: string | null;
}

const HIGHEST_COST = 1_000_000;
const KEPT = 1000;
const kept = new Map<string, AuthQuery | Problem>();

/**
 * Reads `/gate?scope=…&cost=…&fold=1`, `/gate;scope=…;cost=…;fold=1/original/path?query` and `/gate/original/path?scope=…`;
 * null for another path. In the last form the parameters may come from the client: they can make the request harder to
 * pass, never easier, and do not change the form of the answer.
 */
export function readAuthRequest(url: string): AuthRequest | null {
  const match = FORM.exec(url);
  if (!match) return null;
  const { parameters, path, search = "" } = match.groups!;
  const target = path === undefined ? null : path + search;
  if (parameters !== undefined) return { query: configured(parameters.replaceAll(";", "&")), target };
  if (target === null) return { query: configured(search.slice(1)), target };
  return { query: written(search.slice(1)), target };
}

const FORM = /^\/gate(?:;(?<parameters>[^/?]*))?(?<path>\/[^?]*)?(?<search>\?.*)?$/;

// The operator's own configuration: a gateway uses a handful of them, and each is parsed once.
function configured(parameters: string): AuthQuery | Problem {
  const known = kept.get(parameters);
  if (known) return known;
  const query = parse(new URLSearchParams(parameters));
  if (kept.size >= KEPT) kept.clear();
  kept.set(parameters, query);
  return query;
}

// These may be a client's: there can be any number of them, so none is kept.
function written(parameters: string): AuthQuery | Problem {
  const query = parse(new URLSearchParams(parameters));
  return isProblem(query) ? query : { ...query, cost: Math.max(1, query.cost), collapseStatus: false };
}

function parse(parameters: URLSearchParams): AuthQuery | Problem {
  const cost = parameters.get("cost") ?? "1";
  if (!/^\d{1,7}$/.test(cost) || Number(cost) > HIGHEST_COST)
    return problem("invalid_parameter", {
      detail: `cost must be a whole number from 0 to ${HIGHEST_COST}.`,
    });
  const scopes = parameters.getAll("scope").flatMap((list) => list.split(/[\s,]+/));
  return {
    scopes: [...new Set(scopes.filter(Boolean))],
    cost: Number(cost),
    collapseStatus: parameters.get("fold") === "1",
  };
}
