import { AsyncLocalStorage } from "node:async_hooks";
import type { CacheVersion } from "#lib/gate/cache-version.ts";

/** What only the server knows about a request, because route handlers can't see the socket. */
export interface RequestContext {
  requestId: string;
  /** The client's address, taken from `X-Forwarded-For` if a trusted proxy sent it. */
  ip: string | null;
  /** When the request arrived, on the clock of `micros`. */
  startedMicros?: number;
  cacheVersion?: CacheVersion;
  /** Headers that every response to this request gets. */
  fixedHeaders?: Record<string, string>;
  /** Set when a page or the browser's login could not reach the database. */
  unavailable?: boolean;
}

/** The context of the current request. There is none if Next runs without our server. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
