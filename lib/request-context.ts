import { AsyncLocalStorage } from "node:async_hooks";

/** The database's version of the key records; undefined if it couldn't be read and has to be looked up again. */
export type CacheVersion = number | null | undefined;

/** What only the server knows about a request, because route handlers can't see the socket. */
export interface RequestContext {
  requestId: string;
  /** The client's address, taken from `X-Forwarded-For` if a trusted proxy sent it. */
  ip: string | null;
  /** Shortened and redacted. Set when the API or the gate starts to handle the request. */
  userAgent?: string | null;
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
