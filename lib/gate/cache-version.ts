import { cacheVersion } from "#db/queries/key-secrets.ts";
import { afterPoll } from "#lib/event-loop.ts";

/** What `cacheVersion` said; undefined when it could not be asked, and has to be asked again. */
export type CacheVersion = number | null | undefined;

let waiting: ((version: CacheVersion) => void)[] = [];

/**
 * Handles a request that has just come in with the store's word on keys, asked once for all that this turn of the event
 * loop reads, and after it has read them: none was sent after a change that the word does not tell of.
 */
export function withCacheVersion(handle: (version: CacheVersion) => void): void {
  if (waiting.length === 0) afterPoll(handleAll);
  waiting.push(handle);
}

function handleAll(): void {
  const version = askNow();
  const handles = waiting;
  waiting = [];
  for (const handle of handles) handle(version);
}

function askNow(): CacheVersion {
  try {
    return cacheVersion();
  } catch {
    return undefined;
  }
}
