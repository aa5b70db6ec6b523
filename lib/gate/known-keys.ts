import { forGate, type GateKey, keysVersion } from "#db/queries/key-secrets.ts";

/** The most keys that are remembered: some 20 MB. */
const LARGEST = 20_000;

const known = new Map<string, GateKey>();
let version: number | null = null;

/** The key that a secret's hash opens, as the store has it at this moment; null when there is none. */
export function findKey(secretHash: string): GateKey | null | Promise<GateKey | null> {
  const now = keysVersion();
  if (now === null) return forGate(secretHash);
  if (now !== version) {
    known.clear();
    version = now;
  }
  return known.get(secretHash) ?? lookUp(secretHash, now);
}

async function lookUp(secretHash: string, asOf: number): Promise<GateKey | null> {
  const key = await forGate(secretHash);
  // What somebody changed meanwhile is not remembered as it was.
  if (key && asOf === version && asOf === keysVersion()) remember(secretHash, key);
  return key;
}

function remember(secretHash: string, key: GateKey): void {
  if (known.size >= LARGEST) known.delete(known.keys().next().value!);
  known.set(secretHash, key);
}
