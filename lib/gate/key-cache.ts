import type { GateKey } from "#db/queries/gate-key.ts";
import { cacheVersion, forGate } from "#db/queries/key-secrets.ts";

/** The most keys that are remembered: some 20 MB. */
const LARGEST = 20_000;

const known = new Map<string, GateKey>();
let version: number | null = null;

/** The key that a secret's hash opens, as the store has it at this moment, or had it `asOf`; null when there is none. */
export function findKey(secretHash: string, asOf = cacheVersion()): GateKey | null | Promise<GateKey | null> {
  return rememberedKey(secretHash, asOf) ?? lookUp(secretHash, asOf);
}

/** The same without a look into the store: null when it is not remembered. */
export function rememberedKey(secretHash: string, asOf: number | null): GateKey | null {
  if (asOf === null) return null;
  if (asOf !== version) {
    known.clear();
    version = asOf;
  }
  return known.get(secretHash) ?? null;
}

async function lookUp(secretHash: string, asOf: number | null): Promise<GateKey | null> {
  const key = await forGate(secretHash);
  // What somebody changed meanwhile is not remembered as it was.
  if (key && asOf !== null && asOf === version && asOf === cacheVersion()) remember(secretHash, key);
  return key;
}

function remember(secretHash: string, key: GateKey): void {
  if (known.size >= LARGEST) known.delete(known.keys().next().value!);
  known.set(secretHash, key);
}
