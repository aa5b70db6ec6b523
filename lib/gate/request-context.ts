import { AsyncLocalStorage } from "node:async_hooks";
import type { CacheVersion } from "#lib/gate/cache-version.ts";

/** What only the server knows of a request: a route handler cannot see the socket. */
export interface RequestContext {
  requestId: string;
  /** The client's address, seen through trusted proxies. */
  ip: string | null;
  /** When the request came in, on the clock of `micros`. */
  startedMicros?: number;
  cacheVersion?: CacheVersion;
  /** Headers that every answer to this request carries. */
  fixedHeaders?: Record<string, string>;
  /** Set when a page or the browser's login could not reach the database. */
  unavailable?: boolean;
}

/** The context of the request that is being handled; none where no server of ours runs, as under plain Next. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
