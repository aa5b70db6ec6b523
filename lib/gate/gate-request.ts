import { clockMs, micros } from "#lib/clock.ts";
import type { CredentialPlace } from "#lib/gate/auth-query.ts";
import { newId } from "#lib/ids.ts";
import { redactStart } from "#lib/redact.ts";
import { type CacheVersion, type RequestContext, requestContext } from "#lib/request-context.ts";

/** A client's request, to this server or to a gateway in front of another one. */
export interface ClientRequest {
  method: string;
  /** Path and query as the client sent them. */
  target: string;
  headers: { get(name: string): string | null };
  /** Where its credential is, if the gateway has named other places than the usual ones. */
  credentialIn: CredentialPlace[] | undefined;
  /** The request's own origin (scheme and host). Null on the gate port, where cookies are not accepted. */
  origin: string | null;
}

/** A request as the gate sees it. It is never modified. */
export interface GateRequest extends ClientRequest {
  requestId: string;
  /** The client's address, taken from `X-Forwarded-For` if a trusted proxy sent it. */
  ip: string | null;
  userAgent: string | null;
  /** The database's version of the key records; see `withCacheVersion`. */
  cacheVersion: CacheVersion;
  /** Headers that every response to this request gets. */
  fixedHeaders: Record<string, string> | undefined;
  /** When the request arrived. */
  now: Date;
  startedMicros: number;
}

/** The parts of an absolute URL. */
interface Address {
  origin: string;
  path: string;
  /** With its question mark; empty when there is none. */
  search: string;
}

/** Splits the URL of a Request, faster than URL does. The URL is already validated and normalized. */
export function readAddress(whole: string): Address {
  const [url = ""] = whole.split("#", 1);
  const pathAt = url.indexOf("/", url.indexOf("://") + 3);
  const searchAt = url.indexOf("?", pathAt);
  const pathEnd = searchAt < 0 ? url.length : searchAt;
  return { origin: url.slice(0, pathAt), path: url.slice(pathAt, pathEnd), search: url.slice(pathEnd) };
}

/** A request to this server's own API, as the gate sees it. */
export function ownRequest({ method, headers }: Request, { origin, path, search }: Address): GateRequest {
  const request = { method, target: path + search, headers, origin, credentialIn: undefined };
  return gateRequest(request, requestContext.getStore());
}

/** A request as the gate sees it, with what the server knows about it. */
export function gateRequest(request: ClientRequest, context: RequestContext | undefined): GateRequest {
  const nowMs = clockMs();
  const userAgent = readUserAgent(request.headers.get("user-agent"));
  if (context) context.userAgent = userAgent;
  return {
    ...request,
    requestId: context?.requestId ?? newId("req", nowMs),
    ip: context?.ip ?? null,
    userAgent,
    cacheVersion: context?.cacheVersion,
    fixedHeaders: context?.fixedHeaders,
    now: new Date(nowMs),
    startedMicros: context?.startedMicros ?? micros(),
  };
}

const USER_AGENT_LENGTH = 256;

/** The User-Agent header. It is stored and shown, so anything in it that looks like a secret is redacted. */
export function readUserAgent(header: string | null | undefined): string | null {
  if (!header) return null;
  const known = userAgents.get(header);
  if (known !== undefined) return known;
  const shown = redactStart(header, USER_AGENT_LENGTH);
  if (userAgents.size >= MOST_USER_AGENTS) userAgents.clear();
  userAgents.set(header, shown);
  return shown;
}

// Most requests have one of a few user agents.
const MOST_USER_AGENTS = 100;
const userAgents = new Map<string, string>();
