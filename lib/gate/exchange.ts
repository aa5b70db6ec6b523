import type { Caller } from "#lib/actors/actor.ts";
import { clockMs, micros } from "#lib/clock.ts";
import type { CacheVersion } from "#lib/gate/cache-version.ts";
import { type RequestContext, requestContext } from "#lib/gate/request-context.ts";
import { newId } from "#lib/ids.ts";
import type { Decision, LimitState } from "#lib/limits/limiter.ts";
import { redact } from "#lib/log.ts";
import type { Checks } from "#lib/request-log/checks.ts";

/** Whose row of the ledger a request becomes. Known before the actor is: a revoked key has an owner, but acts no more. */
export interface Attribution {
  workspaceId: string | null;
  environment: string;
  keyId: string | null;
  /** Which of the key's secrets was shown, or what an unknown one looked like. */
  hint: string | null;
  userId: string | null;
}

/** What was asked, whether this server, or a gateway that asks on a client's behalf, was asked. */
export interface Asked {
  method: string;
  /** Path and query, as the client wrote them. */
  target: string;
  headers: { get(name: string): string | null };
  /** What the request calls this site; null where no browser is expected, and no cookie is read. */
  origin: string | null;
}

/** One request and what has become known of it on the way through the gate. */
export interface Exchange extends Asked {
  requestId: string;
  ip: string | null;
  userAgent: string | null;
  cacheVersion: CacheVersion;
  fixedHeaders: Record<string, string> | undefined;
  /** When it came in: the `now` of every verb. */
  now: Date;
  startedMicros: number;
  actor: Caller | null;
  attribution: Attribution | null;
  checks: Checks;
  limits: LimitState[];
  /** When the gate decided, and what the request took. */
  decidedAtMs: number | null;
  cost: number;
  /** The decision that took it. */
  decision: Decision | null;
  /** What the row of the ledger says instead of the answer's status: verdicts about another key. */
  verdict: { status: number; code: string | null } | null;
}

/** The parts of an absolute URL. */
interface Address {
  origin: string;
  path: string;
  /** With its question mark; empty when there is none. */
  search: string;
}

/** Takes a request's URL apart, which whoever made the Request has checked and put into its normal form. */
export function readAddress(whole: string): Address {
  const [url = ""] = whole.split("#", 1);
  const pathAt = url.indexOf("/", url.indexOf("://") + 3);
  const searchAt = url.indexOf("?", pathAt);
  const pathEnd = searchAt < 0 ? url.length : searchAt;
  return { origin: url.slice(0, pathAt), path: url.slice(pathAt, pathEnd), search: url.slice(pathEnd) };
}

/** The exchange of a request to this server. */
export function openExchange({ method, headers }: Request, { origin, path, search }: Address): Exchange {
  const asked = { method, target: path + search, headers, origin };
  return beginExchange(asked, requestContext.getStore());
}

export function beginExchange(asked: Asked, context: RequestContext | undefined): Exchange {
  const nowMs = clockMs();
  return {
    ...asked,
    requestId: context?.requestId ?? newId("req", nowMs),
    ip: context?.ip ?? null,
    cacheVersion: context?.cacheVersion,
    fixedHeaders: context?.fixedHeaders,
    userAgent: readUserAgent(asked.headers.get("user-agent")),
    now: new Date(nowMs),
    startedMicros: context?.startedMicros ?? micros(),
    actor: null,
    attribution: null,
    checks: [],
    limits: [],
    decidedAtMs: null,
    cost: 0,
    decision: null,
    verdict: null,
  };
}

/** What a client calls itself: kept and shown, so what looks like a secret in it is not. */
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
