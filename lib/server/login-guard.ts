import type { IncomingMessage } from "node:http";
import { env } from "#env.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { type Problem, problem } from "#lib/problem.ts";

/** What our pages need of next-auth. It has more routes, with pages of its own. */
const ROUTES: Record<string, string[]> = {
  "/api/auth/csrf": ["GET"],
  "/api/auth/session": ["GET"],
  "/api/auth/providers": ["GET"],
  "/api/auth/signin": ["GET"],
  "/api/auth/error": ["GET"],
  "/api/auth/signin/credentials": ["POST"],
  "/api/auth/callback/credentials": ["POST"],
  "/api/auth/signout": ["POST"],
};

const FORM = /^application\/x-www-form-urlencoded(?: *;|$)/i;
const ERROR_CODE = /^[\w:]{1,100}$/;

/**
 * Rejects requests to the browser's login that next-auth would answer with a 500 or a page of its own, and removes cookies
 * that it can't read. Returns null if next-auth can answer the request.
 */
export function guardLogin(request: IncomingMessage): Problem | null {
  const { method = "", url = "", headers } = request;
  const { pathname, searchParams } = new URL(url, env.appUrl);
  const allowed = ROUTES[pathname];
  if (!allowed) return problem("not_found", { detail: "Not found. Browsers log in at /login." });
  if (!allowed.includes(method))
    return problem("method_not_allowed", { headers: { allow: allowed.join(", ") } });
  const type = headers["content-type"];
  if (method === "POST" && type !== undefined && !FORM.test(type))
    return problem("unsupported_media_type", {
      detail:
        "The browser's login takes forms. Send it with Content-Type: application/x-www-form-urlencoded.",
    });
  if (headers.cookie !== undefined) headers.cookie = readableCookies(headers.cookie);
  return refuseParameters(searchParams);
}

function refuseParameters(parameters: URLSearchParams): Problem | null {
  for (const target of parameters.getAll("callbackUrl"))
    if (!isWebAddress(target))
      return problem("invalid_parameter", {
        detail: "callbackUrl must be a path that begins with a slash, or an http(s) URL.",
      });
  for (const code of parameters.getAll("error"))
    if (!ERROR_CODE.test(code))
      return problem("invalid_parameter", { detail: "error must be a code of letters and digits." });
  return null;
}

// What next-auth accepts. For anything else it answers that the server is misconfigured.
function isWebAddress(target: string): boolean {
  const url = URL.parse(target, target.startsWith("/") ? env.appUrl : undefined);
  return url?.protocol === "http:" || url?.protocol === "https:";
}

// As many as browsers keep for a site. Thousands would take a millisecond.
const MOST_COOKIES = 180;

/**
 * The cookies without next-auth's callback URL, which our pages don't use, and without those that next-auth would take for
 * parts of the session cookie.
 */
function readableCookies(header: string): string {
  const pairs = header.split(";", MOST_COOKIES).map((pair) => pair.trim());
  return pairs.filter((pair) => isReadable(pair.split("=", 1)[0]!.trim())).join("; ");
}

function isReadable(name: string): boolean {
  if (name.endsWith("next-auth.callback-url")) return false;
  return name === sessionCookie.name || !name.startsWith(sessionCookie.name);
}
