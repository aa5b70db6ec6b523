import type { GateKey } from "#db/queries/gate-key.ts";
import { cacheVersion, forGate } from "#db/queries/key-secrets.ts";

/** The most keys that are remembered: some 20 MB. */
const LARGEST = 20_000;

const known = new Map<string, GateKey>();
const hashes = new WeakMap<GateKey, string>();
let version: number | null = null;

/**
 * The remembered record of the key that a secret's hash opens; null when there is none. With the store's version (see
 * `withCacheVersion`) it is as current as that. Without one (null), the request log checks it when it appends.
 */
export function rememberedKey(secretHash: string, asOf: number | null): GateKey | null {
  if (asOf !== null && asOf !== version) {
    known.clear();
    version = asOf;
  }
  return known.get(secretHash) ?? null;
}

/** The record as the store has it now, remembered for the next request; null when the hash opens no key. */
export async function lookUpKey(secretHash: string, asOf = cacheVersion()): Promise<GateKey | null> {
  const key = await forGate(secretHash);
  if (key && isCurrent(key, asOf)) remember(secretHash, key);
  return key;
}

// What somebody changed meanwhile is not remembered as it was.
function isCurrent(key: GateKey, asOf: number | null): boolean {
  if (key.workspaceVersion !== null) return true;
  return asOf !== null && asOf === version && asOf === cacheVersion();
}

function remember(secretHash: string, key: GateKey): void {
  if (known.size >= LARGEST) known.delete(known.keys().next().value!);
  known.set(secretHash, key);
  hashes.set(key, secretHash);
}

/** Forgets a record that turned out to be out of date. */
export function forgetKey(key: GateKey): void {
  const secretHash = hashes.get(key);
  if (secretHash !== undefined && known.get(secretHash) === key) known.delete(secretHash);
}
