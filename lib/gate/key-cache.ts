import type { GateKey } from "#db/queries/gate-key.ts";
import { cacheVersion, forGate } from "#db/queries/key-secrets.ts";
import { RecentMap } from "#lib/recent-map.ts";

/** The maximum number of cached keys, about 20 MB. */
const LARGEST = 20_000;

const known = new RecentMap<string, GateKey>(LARGEST);
const hashes = new WeakMap<GateKey, string>();
let version: number | null = null;

/**
 * The cached record of the key with this secret hash; null if there is none. With the database's version (see
 * `withCacheVersion`), outdated records are dropped first. Without one (null, on PostgreSQL), the record may be outdated,
 * and the request log checks it when it appends the request.
 */
export function rememberedKey(secretHash: string, asOf: number | null): GateKey | null {
  if (asOf !== null && asOf !== version) {
    known.clear();
    version = asOf;
  }
  return known.get(secretHash) ?? null;
}

/** Reads the record from the database and caches it; null if no key has this secret hash. */
export async function lookUpKey(secretHash: string, asOf = cacheVersion()): Promise<GateKey | null> {
  const key = await forGate(secretHash);
  if (key && isCurrent(key, asOf)) remember(secretHash, key);
  return key;
}

// A record that may have changed while it was being read must not be cached.
function isCurrent(key: GateKey, asOf: number | null): boolean {
  if (key.workspaceVersion !== null) return true;
  return asOf !== null && asOf === version && asOf === cacheVersion();
}

function remember(secretHash: string, key: GateKey): void {
  // A record that was read earlier can arrive later.
  const newest = known.get(secretHash)?.workspaceVersion ?? 0;
  if (key.workspaceVersion !== null && key.workspaceVersion < newest) return;
  known.set(secretHash, key);
  hashes.set(key, secretHash);
}

/** Removes an outdated record from the cache. */
export function forgetKey(key: GateKey): void {
  const secretHash = hashes.get(key);
  if (secretHash !== undefined && known.get(secretHash) === key) known.delete(secretHash);
}
