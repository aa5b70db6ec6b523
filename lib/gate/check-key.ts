import type { GateKey } from "#db/queries/gate-key.ts";
import { noEarlier } from "#lib/clock.ts";
import type { CacheVersion } from "#lib/gate/cache-version.ts";
import { findKey, rememberedKey } from "#lib/gate/key-cache.ts";
import { statusOf } from "#lib/keys/status.ts";
import { mayBeKey } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";

/** Why a secret opens nothing. */
export type Refusal = "malformed" | "unknown" | "revoked" | "expired" | "disabled" | "suspended";

/** What a secret is: a key that may be used, or one that may not, or none. */
export interface KeyCheck {
  key: GateKey | null;
  refusal: Refusal | null;
}

/**
 * Looks a secret up. The one place that says whether a key may be used at all. Without a `cacheVersion`, the store is asked
 * for it.
 */
export function checkKey(
  secret: string,
  now: Date,
  cacheVersion?: CacheVersion,
): KeyCheck | Promise<KeyCheck> {
  const secretHash = sha256(secret);
  // What opens a remembered key needs no look at its form.
  const remembered = cacheVersion === undefined ? null : rememberedKey(secretHash, cacheVersion);
  if (remembered) return keyCheckOf(remembered, now);
  if (!mayBeKey(secret)) return { key: null, refusal: "malformed" };
  const found = findKey(secretHash, cacheVersion);
  return found instanceof Promise ? found.then((key) => keyCheckOf(key, now)) : keyCheckOf(found, now);
}

function keyCheckOf(key: GateKey | null, now: Date): KeyCheck {
  return key ? { key, refusal: refusalOf(key, now) } : { key: null, refusal: "unknown" };
}

function refusalOf(key: GateKey, asked: Date): Refusal | null {
  const now = noEarlier(asked);
  const status = statusOf(key, now);
  // A secret that a rotation replaced is as dead as a revoked key.
  if (status === "revoked" || (key.secretExpiresAt && key.secretExpiresAt <= now)) return "revoked";
  if (status === "expired" || status === "disabled") return status;
  return key.suspendedAt ? "suspended" : null;
}
