import { keysVersion } from "#db/queries/key-secrets.ts";
import { whenAllIsRead } from "#lib/turn.ts";

/** What `keysVersion` said; undefined when it could not be asked, and has to be asked again. */
export type KeysVersion = number | null | undefined;

let waiting: ((version: KeysVersion) => void)[] = [];

/**
 * Handles a request that has just come in with the store's word on keys, asked once for all that this turn of the event
 * loop reads, and after it has read them: none was sent after a change that the word does not tell of.
 */
export function withKeysVersion(handle: (version: KeysVersion) => void): void {
  if (waiting.length === 0) whenAllIsRead(handleAll);
  waiting.push(handle);
}

function handleAll(): void {
  const version = askNow();
  const handles = waiting;
  waiting = [];
  for (const handle of handles) handle(version);
}

function askNow(): KeysVersion {
  try {
    return keysVersion();
  } catch {
    return undefined;
  }
}
