import { env } from "#env.ts";
import { sessionCookie } from "#lib/accounts/session-cookie.ts";
import { readCookie } from "#lib/cookies.ts";
import type { CredentialPlace } from "#lib/gate/auth-query.ts";
import type { ClientRequest } from "#lib/gate/gate-request.ts";
import { containsKey, looksLikeKey } from "#lib/keys/token.ts";
import { isOpaqueToken } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import { decodeUnreserved } from "#lib/redact.ts";

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
  const { headers, credentialIn } = request;
  if (credentialIn) return readNamed(request, credentialIn);
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

/** Reads only the places that the gateway named. Everything else belongs to the API behind it. */
function readNamed({ headers, target }: ClientRequest, places: CredentialPlace[]): Credential | null {
  refuseOwnSecretInUrl(target);
  const found = places.flatMap((place) => {
    const value = single(headers.get("header" in place ? place.header : "authorization"));
    return value === null ? [] : [{ place, value }];
  });
  if (found.length > 1)
    throw problem("multiple_credentials", {
      detail: `More than one credential was sent. Send one in ${inWords(places)}.`,
    });
  const [only] = found;
  if (!only) throw problem("unauthorized", { detail: `Send an API key in ${inWords(places)}.` });
  return "header" in only.place ? ofSecret(only.value.trim()) : readBearer(only.value);
}

/** Such as `x-api-key or Authorization: Bearer`. */
const inWords = (places: CredentialPlace[]) =>
  places.map((place) => ("header" in place ? place.header : "Authorization: Bearer")).join(" or ");

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

/** Throws `credential_in_url` if a path or query has what looks like a secret. */
export function refuseCredentialInUrl(target: string): void {
  const at = target.indexOf("?");
  const path = decodeUnreserved(at < 0 ? target : target.slice(0, at));
  if (LONG_SEGMENT.test(path) && path.split("/").some(isSecret)) throw problem("credential_in_url");
  if (at < 0) return;
  for (const [name, value] of new URLSearchParams(target.slice(at))) {
    if (PARAMETERS.test(name) || isSecret(name) || isSecret(value)) throw problem("credential_in_url");
  }
}

/** Refuses secrets that only Latchkey creates. Other tokens in the URL may be meant for the API behind the gateway. */
function refuseOwnSecretInUrl(target: string): void {
  if (containsKey(target) || OPAQUE_ANYWHERE.test(target)) throw problem("credential_in_url");
}

const OPAQUE_ANYWHERE = /lk_(?:service|refresh|session|code|signup)_[0-9A-Za-z]{43}/;

// Most paths have no segment as long as a secret, so they needn't be split.
const LONG_SEGMENT = /[\w-]{36}|eyJ/;

const OPAQUE = ["service", "refresh", "session", "code", "signup"] as const;
const isSecret = (text: string) =>
  looksLikeKey(text) || JWT.test(text) || OPAQUE.some((kind) => isOpaqueToken(text, kind));
