import type { GateKey } from "#db/queries/gate-key.ts";
import { cacheVersion } from "#db/queries/key-secrets.ts";
import { noEarlier } from "#lib/clock.ts";
import type { CacheVersion } from "#lib/gate/cache-version.ts";
import { lookUpKey, rememberedKey } from "#lib/gate/key-cache.ts";
import { statusOf } from "#lib/keys/status.ts";
import { mayBeKey } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";

/** Why a secret can't be used. */
export type KeyRefusal = "malformed" | "unknown" | "revoked" | "expired" | "disabled" | "suspended";

/** What a secret is: a key that may be used, one that may not, or none. */
export interface KeyCheck {
  key: GateKey | null;
  refusal: KeyRefusal | null;
}

interface CheckOptions {
  now: Date;
  /** The store's version of the key records; undefined: ask it. */
  cacheVersion?: CacheVersion;
  /** False: the record has to come from the store. */
  remembered?: boolean;
}

/** Looks a secret up and decides whether it may be used at all. Nothing else decides that. */
export function checkKey(secret: string, options: CheckOptions): KeyCheck | Promise<KeyCheck> {
  const { now, remembered = true } = options;
  const secretHash = sha256(secret);
  const asOf = options.cacheVersion === undefined ? cacheVersion() : options.cacheVersion;
  const key = remembered || asOf !== null ? rememberedKey(secretHash, asOf) : null;
  // A secret that opens a remembered key is well-formed.
  if (key) return { key, refusal: refusalOf(key, now) };
  if (!mayBeKey(secret)) return { key: null, refusal: "malformed" };
  return lookUpKey(secretHash, asOf).then((found) =>
    found ? { key: found, refusal: refusalOf(found, now) } : { key: null, refusal: "unknown" },
  );
}

function refusalOf(key: GateKey, asked: Date): KeyRefusal | null {
  const now = noEarlier(asked);
  const status = statusOf(key, now);
  // A secret that a rotation replaced is as dead as a revoked key.
  if (status === "revoked" || (key.secretExpiresAt && key.secretExpiresAt <= now)) return "revoked";
  if (status === "expired" || status === "disabled") return status;
  return key.suspendedAt ? "suspended" : null;
}
