import { HIGHEST_COST } from "#lib/gate/schema.ts";
import { isProblem, type Problem, problem } from "#lib/problem.ts";
import { NO_CONTROL_CHARACTERS } from "#lib/text.ts";

/** What a request needs to pass, as configured in the gateway. */
export interface AuthQuery {
  /** The key must have all of them. */
  scopes: string[];
  /** How much the request counts against its limits; 0 checks without counting. */
  cost: number;
  /** Where the client's credential is, if not in the usual places. */
  credentialIn: CredentialPlace[] | undefined;
  /** nginx's auth_request only passes on 401 and 403. With `fold=1`, the real status is sent in a header instead. */
  collapseStatus: boolean;
}

/** `Authorization: Bearer`, or a header whose value is the credential. */
export type CredentialPlace = { bearer: true } | { header: string };

/** A query, and the client's original path if the gateway sent it in the URL. */
export interface AuthRequest {
  query: AuthQuery | Problem;
  /** The original path and query; null if they come in headers. */
  target: string | null;
}

const MOST_SCOPES = 100;
const SCOPE_LENGTH = 100;
const MOST_CACHED = 1000;
const cached = new Map<string, AuthQuery | Problem>();

/**
 * Reads `/gate?scope=…&cost=…&fold=1&credential=…`, the same before the client's path and query, as in
 * `/gate;scope=…;cost=…/original/path?query`, and `/gate/original/path?scope=…`. Returns null for other paths. In the last
 * form the parameters may come from the client, so they can only make the check stricter and don't change the form of the
 * response.
 */
export function readAuthRequest(url: string): AuthRequest | null {
  const match = FORM.exec(url);
  if (!match) return null;
  const { parameters, path, search = "" } = match.groups!;
  const target = path === undefined ? null : path + search;
  if (parameters !== undefined) return { query: operatorQuery(parameters.replaceAll(";", "&")), target };
  if (target === null) return { query: operatorQuery(search.slice(1)), target };
  return { query: clientQuery(search.slice(1)), target };
}

const FORM = /^\/gate(?:;(?<parameters>[^/?]*))?(?<path>\/[^?]*)?(?<search>\?.*)?$/;

// From the gateway's configuration, which has only a few different queries, so each is parsed once.
function operatorQuery(parameters: string): AuthQuery | Problem {
  const known = cached.get(parameters);
  if (known) return known;
  const query = parse(new URLSearchParams(parameters));
  if (cached.size >= MOST_CACHED) cached.clear();
  cached.set(parameters, query);
  return query;
}

// May come from a client, so there can be any number of different queries and none is cached. `credential` is the API's own.
function clientQuery(parameters: string): AuthQuery | Problem {
  const own = new URLSearchParams(parameters);
  own.delete("credential");
  const query = parse(own);
  if (isProblem(query)) return query;
  return { ...query, cost: Math.max(1, query.cost), credentialIn: undefined, collapseStatus: false };
}

function parse(parameters: URLSearchParams): AuthQuery | Problem {
  const cost = parameters.get("cost") ?? "1";
  if (!/^\d{1,7}$/.test(cost) || Number(cost) > HIGHEST_COST)
    return problem("invalid_parameter", {
      detail: `cost must be a whole number from 0 to ${HIGHEST_COST}.`,
    });
  const scopes = parameters.getAll("scope").flatMap((list) => list.split(/[\s,]+/));
  // The same limits as in `POST /verify`.
  if (scopes.length > MOST_SCOPES || scopes.some((scope) => scope.length > SCOPE_LENGTH))
    return problem("invalid_parameter", {
      detail: `scope can have at most ${MOST_SCOPES} scopes of at most ${SCOPE_LENGTH} characters.`,
    });
  // A scope is logged with the decision, and databases can't store control characters.
  if (scopes.some((scope) => !NO_CONTROL_CHARACTERS.test(scope)))
    return problem("invalid_parameter", { detail: "scope can't contain control characters." });
  const credentialIn = parsePlaces(parameters.getAll("credential"));
  if (isProblem(credentialIn)) return credentialIn;
  return {
    scopes: [...new Set(scopes.filter(Boolean))],
    cost: Number(cost),
    credentialIn,
    collapseStatus: parameters.get("fold") === "1",
  };
}

// A header's name (RFC 9110, section 5.6.2).
const HEADER = /^header:([\w!#$%&'*+.^`|~-]{1,64})$/;
const MOST_PLACES = 4;

function parsePlaces(values: string[]): CredentialPlace[] | Problem | undefined {
  if (values.length === 0) return undefined;
  const places = values.map((value): CredentialPlace | null => {
    const [, header] = HEADER.exec(value) ?? [];
    return header ? { header: header.toLowerCase() } : value === "bearer" ? { bearer: true } : null;
  });
  if (places.includes(null) || places.length > MOST_PLACES)
    return problem("invalid_parameter", {
      detail: `credential must be bearer, or header: and a header's name, such as header:x-api-key. At most ${MOST_PLACES} can be sent.`,
    });
  return places as CredentialPlace[];
}
