import type { GateKey } from "#db/queries/gate-key.ts";
import { cacheVersion } from "#db/queries/key-secrets.ts";
import { expiryTime, noEarlier } from "#lib/clock.ts";
import { lookUpKey, rememberedKey } from "#lib/gate/key-cache.ts";
import { statusOf } from "#lib/keys/status.ts";
import { mayBeKey } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";
import type { CacheVersion } from "#lib/request-context.ts";

/** Why a secret can't be used. */
export type KeyRefusal = "malformed" | "unknown" | "revoked" | "expired" | "disabled" | "suspended";

/** The key with a secret, and why it can't be used. Both are null for no secret. */
export interface KeyCheck {
  key: GateKey | null;
  refusal: KeyRefusal | null;
}

interface CheckOptions {
  now: Date;
  /** The database's version of the key records; undefined: look it up. */
  cacheVersion?: CacheVersion;
  /** False: the record must come from the database, not from the cache. */
  remembered?: boolean;
}

/** Finds the key with a secret and decides whether it can be used. This is the only place where that is decided. */
export function checkKey(secret: string, options: CheckOptions): KeyCheck | Promise<KeyCheck> {
  const { now, remembered = true } = options;
  const secretHash = sha256(secret);
  const asOf = options.cacheVersion === undefined ? cacheVersion() : options.cacheVersion;
  const key = remembered || asOf !== null ? rememberedKey(secretHash, asOf) : null;
  // A secret whose key is in the cache is well-formed.
  if (key) return { key, refusal: refusalOf(key, now) };
  if (!mayBeKey(secret)) return { key: null, refusal: "malformed" };
  return lookUpKey(secretHash, asOf).then((found) =>
    found ? { key: found, refusal: refusalOf(found, now) } : { key: null, refusal: "unknown" },
  );
}

function refusalOf(key: GateKey, now: Date): KeyRefusal | null {
  const status = statusOf(key, expiryTime(now));
  // After the overlap, a secret that was replaced by a rotation counts as revoked.
  if (status === "revoked" || (key.secretExpiresAt && key.secretExpiresAt <= noEarlier(now)))
    return "revoked";
  if (status === "expired" || status === "disabled") return status;
  return key.suspendedAt ? "suspended" : null;
}
