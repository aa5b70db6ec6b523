import { clockMs, micros } from "#lib/clock.ts";
import type { CacheVersion } from "#lib/gate/cache-version.ts";
import { type RequestContext, requestContext } from "#lib/gate/request-context.ts";
import { newId } from "#lib/ids.ts";
import { redact } from "#lib/log.ts";

/** What a client asked for: this server itself, or a gateway that asks on the client's behalf. */
export interface Asked {
  method: string;
  /** Path and query, as the client wrote them. */
  target: string;
  headers: { get(name: string): string | null };
  /** What the request calls this site; null where no browser is expected, so no cookie is read. */
  origin: string | null;
}

/** A request as the gate sees it. Nothing changes it on its way. */
export interface GateRequest extends Asked {
  requestId: string;
  /** The client's address, seen through trusted proxies. */
  ip: string | null;
  userAgent: string | null;
  /** The version of the remembered key records; see `withCacheVersion`. */
  cacheVersion: CacheVersion;
  /** Headers that every answer to this request carries. */
  fixedHeaders: Record<string, string> | undefined;
  /** When it came in: the `now` of every verb. */
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

/** Takes apart the URL of a request that was checked and normalised by whoever made the Request. */
export function readAddress(whole: string): Address {
  const [url = ""] = whole.split("#", 1);
  const pathAt = url.indexOf("/", url.indexOf("://") + 3);
  const searchAt = url.indexOf("?", pathAt);
  const pathEnd = searchAt < 0 ? url.length : searchAt;
  return { origin: url.slice(0, pathAt), path: url.slice(pathAt, pathEnd), search: url.slice(pathEnd) };
}

/** The gate's view of a request to this server's own API. */
export function ownRequest({ method, headers }: Request, { origin, path, search }: Address): GateRequest {
  return gateRequest({ method, target: path + search, headers, origin }, requestContext.getStore());
}

/** The gate's view of a request, with what the server knows of it. */
export function gateRequest(asked: Asked, context: RequestContext | undefined): GateRequest {
  const nowMs = clockMs();
  return {
    ...asked,
    requestId: context?.requestId ?? newId("req", nowMs),
    ip: context?.ip ?? null,
    userAgent: readUserAgent(asked.headers.get("user-agent")),
    cacheVersion: context?.cacheVersion,
    fixedHeaders: context?.fixedHeaders,
    now: new Date(nowMs),
    startedMicros: context?.startedMicros ?? micros(),
  };
}

/** What a client calls itself. It is stored and shown, so anything in it that looks like a secret is redacted. */
export function readUserAgent(header: string | null | undefined): string | null {
  if (!header) return null;
  const known = userAgents.get(header);
  if (known !== undefined) return known;
  const shown = redact(header).slice(0, 256);
  if (userAgents.size >= MOST_USER_AGENTS) userAgents.clear();
  userAgents.set(header, shown);
  return shown;
}

// Nearly all requests come from a few programs.
const MOST_USER_AGENTS = 100;
const userAgents = new Map<string, string>();
