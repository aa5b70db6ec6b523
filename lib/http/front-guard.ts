import type { IncomingMessage } from "node:http";
import { BODY_LIMIT_BYTES } from "#lib/http/body.ts";
import type { Route } from "#lib/http/routes.ts";
import { type Problem, problem } from "#lib/problem.ts";

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

/** What is refused before anything else sees the request: what Next answers with a 500, a page, or not at all. */
export function refuse(request: IncomingMessage, routes: Route[]): Problem | null {
  const { method = "", url = "" } = request;
  if (!METHODS.has(method))
    return problem("method_not_allowed", { headers: { allow: [...METHODS].join(", ") } });
  if (url.length > PATH_LIMIT_BYTES) return problem("path_too_long");
  const path = decodePath(url);
  if (path === null) return problem("malformed_path");
  const twice = repeatedHeader(request.rawHeaders);
  if (twice)
    return problem("duplicate_header", { detail: `The header ${twice} was sent twice. Send it once.` });
  if (!isApi(path)) return null;
  if (Number(request.headers["content-length"]) > BODY_LIMIT_BYTES) return problem("body_too_large");
  return path.startsWith("/api/auth/") ? null : refuseRoute(path, method, routes);
}

/** Whether a path belongs to the API: its failures are problems, not pages. */
export function isApi(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

// "//x" and "/\x" would be read as another host by whoever joins them to a base.
function decodePath(url: string): string | null {
  if (!url.startsWith("/") || /^\/[/\\]/.test(url)) return null;
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0]!);
    return path.includes("\0") ? null : path;
  } catch {
    return null;
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

function refuseRoute(path: string, method: string, routes: Route[]): Problem | null {
  const route = routes.find(({ pattern }) => pattern.test(path));
  if (!route) return problem("not_found", { detail: "There is no such path. See /api/v1/openapi.json." });
  const methods = [...route.methods.keys()];
  if (methods.includes("GET")) methods.push("HEAD");
  if (methods.includes(method) || method === "OPTIONS") return null;
  return problem("method_not_allowed", { headers: { allow: methods.join(", ") } });
}
