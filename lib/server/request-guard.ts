import type { IncomingMessage } from "node:http";
import { BODY_LIMIT_BYTES } from "#lib/api/body.ts";
import type { RouteMatch, RouteTable } from "#lib/api/route-table.ts";
import { isForOperators, methodsOf, type Route } from "#lib/api/routes.ts";
import { type Problem, problem, unknownPath } from "#lib/problem.ts";
import { guardLogin } from "#lib/server/login-guard.ts";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const ONCE = new Set([
  "authorization",
  "x-api-key",
  "content-type",
  "content-encoding",
  "host",
  "origin",
  "x-workspace-id",
  "idempotency-key",
]);
const PATH_LIMIT_BYTES = 8192;
// Next takes a tenth of a second for thousands of parameters.
const PAGE_LIMIT_BYTES = 2048;

/** A request that passed the guard, with its API route. Null if Next handles the request. */
export interface Admitted {
  route: RouteMatch<Route> | null;
}

/**
 * Rejects malformed requests, to which Next would answer with a 500, with a page, or not at all. Finds the API route of
 * the others.
 */
export function guard(request: IncomingMessage, routes: RouteTable<Route>): Admitted | Problem {
  const { method = "", url = "" } = request;
  if (!METHODS.has(method))
    return problem("method_not_allowed", { headers: { allow: [...METHODS].join(", ") } });
  if (request.headers.host === undefined && request.httpVersion === "1.1")
    return problem("malformed_request", { detail: "HTTP/1.1 requests need a Host header." });
  if (url.length > PATH_LIMIT_BYTES) return problem("path_too_long");
  const written = url.split(/[?#]/, 1)[0]!;
  const path = decode(written);
  if (path === null) return problem("malformed_path");
  const twice = repeatedHeader(request.rawHeaders);
  if (twice)
    return problem("duplicate_header", {
      detail: `The header ${twice} was sent more than once. Send it once.`,
    });
  if (Number(request.headers["content-length"]) > BODY_LIMIT_BYTES) return problem("body_too_large");
  const why = ambiguity(path, written);
  const toNext = !isApi(path) || written.startsWith("/api/auth/");
  if (toNext) {
    if (url.length > PAGE_LIMIT_BYTES)
      return problem("path_too_long", { detail: "The URL is too long. The limit of a page is 2 KiB." });
    const detail = why ?? (ENCODED_SLASH.test(written) ? "The path contains an encoded slash." : null);
    if (detail) return problem("malformed_path", { detail });
  } else if (why) return problem("not_found", { detail: `Not found. ${why}` });
  const wrong =
    isApi(path) && url.includes("?") ? refuseQuery(new URL(url, "http://localhost").search) : null;
  if (wrong) return wrong;
  // Routes are looked up by the path as it was sent: with encoded characters, it is another path.
  if (!toNext) return findRoute(written, method, routes);
  return (isApi(path) && guardLogin(request)) || { route: null };
}

function refuseQuery(query: string): Problem | null {
  if (!isDecodable(query)) return problem("invalid_encoding");
  // Next drops this parameter, so the endpoint couldn't reject it.
  if (!new URLSearchParams(query).has("__proto__")) return null;
  return problem("invalid_parameter", { detail: "Unknown parameter: __proto__." });
}

/** Whether a path belongs to the API, where errors are problems and not pages. */
export function isApi(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

const DOTS = /(?:^|[/\\])\.\.?(?:[/\\]|$)/;
const ENCODED_SLASH = /%(?:2f|5c)/i;

/**
 * Says why another reader of this path could see another one, such as one of the API. Next and every URL parser resolve
 * dots, treat a backslash as a slash, and see a host after two slashes.
 */
function ambiguity(path: string, written: string): string | null {
  if (!written.startsWith("/")) return "The request target must be a path that starts with a slash.";
  if (written.includes("\\")) return "The path contains a backslash. Use slashes.";
  if (written.includes("//")) return "The path contains two slashes in a row. Send one.";
  if (DOTS.test(path)) return "The path contains a dot segment (. or ..). Send the path it leads to.";
  return null;
}

function decode(written: string): string | null {
  try {
    const path = decodeURIComponent(written);
    return path.includes("\0") ? null : path;
  } catch {
    return null;
  }
}

function isDecodable(query: string): boolean {
  try {
    decodeURIComponent(query);
    return true;
  } catch {
    return false;
  }
}

function repeatedHeader(rawHeaders: string[]): string | null {
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

function findRoute(path: string, method: string, routes: RouteTable<Route>): Admitted | Problem {
  const route = routes.find(path);
  if (!route) return unknownPath();
  const methods = methodsOf(route.target);
  // Only operators may learn which methods their routes have, and who asks is not known yet.
  if (methods.includes(method) || isForOperators(route.target)) return { route };
  return problem("method_not_allowed", { headers: { allow: methods.join(", ") } });
}
