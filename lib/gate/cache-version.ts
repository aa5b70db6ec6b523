import { cacheVersion } from "#db/queries/key-secrets.ts";
import { afterPoll } from "#lib/event-loop.ts";
import type { CacheVersion } from "#lib/request-context.ts";

let waiting: ((version: CacheVersion) => void)[] = [];

/**
 * Handles an incoming request with the database's current version of the key records. All requests that are read in one
 * turn of the event loop share one look-up, which happens after they have all been read. So the version includes every
 * change that was committed before one of them was sent.
 */
export function withCacheVersion(handle: (version: CacheVersion) => void): void {
  if (waiting.length === 0) afterPoll(handleAll);
  waiting.push(handle);
}

function handleAll(): void {
  const version = tryCacheVersion();
  const handles = waiting;
  waiting = [];
  for (const handle of handles) handle(version);
}

function tryCacheVersion(): CacheVersion {
  try {
    return cacheVersion();
  } catch {
    return undefined;
  }
}
