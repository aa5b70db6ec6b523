import { env } from "#env.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { readCookie } from "#lib/cookies.ts";
import type { ClientRequest } from "#lib/gate/gate-request.ts";
import { looksLikeKey } from "#lib/keys/token.ts";
import { isOpaqueToken } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

/** The credential of a request. */
export type Credential =
  | { kind: "key"; secret: string }
  | { kind: "service"; secret: string }
  | { kind: "token"; token: string }
  | { kind: "session"; token: string };

const PARAMETERS =
  /^(x-)?(api[-_]?key|access[-_]?token|refresh[-_]?token|auth[-_]?token|authorization|bearer|secret)$/i;
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Reads a request's credential. All requests go through here. Returns null if there is none.
 * Throws `credential_in_url`, `duplicate_header`, `multiple_credentials`, `unauthorized` (malformed Authorization header),
 * `forbidden` (`bad_origin`).
 */
export function readCredential(request: ClientRequest): Credential | null {
  const { headers } = request;
  refuseCredentialInUrl(request.target);
  const key = single(headers.get("x-api-key"));
  const authorization = single(headers.get("authorization"));
  if (key !== null && authorization !== null) throw problem("multiple_credentials");
  if (key !== null) return ofSecret(key.trim());
  if (authorization !== null) return readBearer(authorization);
  const token = request.origin === null ? null : readCookie(headers.get("cookie"), sessionCookie.name);
  if (token === null) return null;
  requireSameOrigin(request);
  return { kind: "session", token };
}

// Web requests join repeated headers with a comma, which no credential contains.
function single(header: string | null): string | null {
  if (header?.includes(",")) throw problem("duplicate_header");
  return header;
}

function readBearer(authorization: string): Credential {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(authorization.trim()) ?? [];
  if (!bearer)
    throw problem("unauthorized", {
      detail: "Authorization must be: Bearer, a space, and one API key or access token.",
    });
  return JWT.test(bearer) ? { kind: "token", token: bearer } : ofSecret(bearer);
}

function ofSecret(secret: string): Credential {
  return isOpaqueToken(secret, "service") ? { kind: "service", secret } : { kind: "key", secret };
}

// Browsers also send the cookie with requests from other sites' pages. Only this site's own pages may use it.
function requireSameOrigin({ method, headers, origin: own }: ClientRequest): void {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site !== null) {
    if (site === "same-origin" || (site === "none" && method === "GET")) return;
  } else if (origin !== null) {
    if (origin === env.appUrl || origin === own) return;
  } else if (method === "GET" || method === "HEAD") return;
  throw problem("forbidden", {
    reason: "bad_origin",
    detail: "Browser sessions are only accepted from this site's own pages.",
  });
}

function refuseCredentialInUrl(target: string): void {
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  if (LONG_SEGMENT.test(path) && path.split("/").some(isSecret)) throw problem("credential_in_url");
  if (at < 0) return;
  for (const [name, value] of new URLSearchParams(target.slice(at))) {
    if (PARAMETERS.test(name) || isSecret(name) || isSecret(value)) throw problem("credential_in_url");
  }
}

// Most paths have no segment as long as a secret, so they needn't be split.
const LONG_SEGMENT = /[\w-]{36}|eyJ/;

const OPAQUE = ["service", "refresh", "session", "code", "signup"] as const;
const isSecret = (text: string) =>
  looksLikeKey(text) || JWT.test(text) || OPAQUE.some((kind) => isOpaqueToken(text, kind));
