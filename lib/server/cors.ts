import { env } from "#env.ts";

type Headers = Record<string, string>;

/** Documents without anyone's data. Pages of every origin may read them. */
const PUBLIC_DOCUMENT =
  /^\/(?:api\/v1\/(?:plans|openapi\.json)|\.well-known\/jwks\.json|docs(?:\/[^?#]*)?|llms(?:-full)?\.txt)$/;

const EXPOSED = [
  "ETag",
  "Idempotent-Replayed",
  "RateLimit",
  "RateLimit-Policy",
  "Request-Id",
  "Retry-After",
  "WWW-Authenticate",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
].join(", ");
const SENT = "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-API-Key, X-Workspace-Id";
const PREFLIGHT_SECONDS = "600";

const TO_EVERYONE: Headers = { "access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED };
const BY_ORIGIN: Headers = { vary: "Origin" };
// Created once, because every response of the API needs one of them.
const allowed = new Map<string, Headers>(
  env.corsOrigins.map((origin) => [
    origin,
    origin === "*"
      ? TO_EVERYONE
      : { ...BY_ORIGIN, "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED },
  ]),
);
const OTHERS: Headers = {};
const REFUSED: Headers = allowed.size > 0 ? BY_ORIGIN : OTHERS;

/** Whether pages of any origin may read what is at this path. */
export const isPublicDocument = (path: string): boolean => PUBLIC_DOCUMENT.test(path);

/**
 * The CORS headers of a response. Cookies are never allowed (`Access-Control-Allow-Credentials`), so pages of other origins
 * need an API key or an access token of their own.
 */
export function corsHeaders(path: string, origin: string | undefined): Headers {
  if (isPublicDocument(path)) return TO_EVERYONE;
  // Pages and the browser's login are for this site's own pages.
  if (!path.startsWith("/api/") || path.startsWith("/api/auth/")) return OTHERS;
  return allowed.get("*") ?? allowed.get(origin ?? "") ?? REFUSED;
}

/** The headers of the response to a preflight request, in addition to `corsHeaders`. None if the origin isn't allowed. */
export function preflightHeaders(cors: Headers, methods: string[]): Headers {
  if (!cors["access-control-allow-origin"]) return {};
  return {
    "access-control-allow-methods": methods.join(", "),
    "access-control-allow-headers": SENT,
    "access-control-max-age": PREFLIGHT_SECONDS,
  };
}
