import { AsyncLocalStorage } from "node:async_hooks";
import type { CacheVersion } from "#lib/gate/cache-version.ts";

/** What only server.ts can know of a request: the socket is not visible to a route handler. */
export interface RequestContext {
  requestId: string;
  /** The client's address, seen through trusted proxies. */
  ip: string | null;
  /** When it came in. */
  startedMicros?: number;
  cacheVersion?: CacheVersion;
  /** What its answer carries whatever it is, when nobody else sets it. */
  fixedHeaders?: Record<string, string>;
  /** A page, or the browser's login, found the store away. */
  storeAway?: boolean;
}

// server.ts runs every request inside this; Next's copy of the module reads the same store.
const shared = globalThis as { latchkeyRequestContext?: AsyncLocalStorage<RequestContext> };
shared.latchkeyRequestContext ??= new AsyncLocalStorage();

export const requestContext: AsyncLocalStorage<RequestContext> = shared.latchkeyRequestContext;
