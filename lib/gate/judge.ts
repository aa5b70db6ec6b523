import type { GateKey } from "#db/queries/key-secrets.ts";
import { noEarlier } from "#lib/clock.ts";
import { findKey, rememberedKey } from "#lib/gate/known-keys.ts";
import type { KeysVersion } from "#lib/http/keys-version.ts";
import { statusOf } from "#lib/keys/status.ts";
import { mayBeKey } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";

/** Why a secret opens nothing. */
export type Refusal = "malformed" | "unknown" | "revoked" | "expired" | "disabled" | "suspended";

/** What a secret is: a key that may be used, or one that may not, or none. */
export interface Judgement {
  key: GateKey | null;
  refusal: Refusal | null;
}

/**
 * Looks a secret up. The one place that says whether a key may be used at all. Without a `keysVersion`, the store is asked
 * for it.
 */
export function judge(secret: string, now: Date, keysVersion?: KeysVersion): Judgement | Promise<Judgement> {
  const secretHash = sha256(secret);
  // What opens a remembered key needs no look at its form.
  const remembered = keysVersion === undefined ? null : rememberedKey(secretHash, keysVersion);
  if (remembered) return judgementOf(remembered, now);
  if (!mayBeKey(secret)) return { key: null, refusal: "malformed" };
  const found = findKey(secretHash, keysVersion);
  return found instanceof Promise ? found.then((key) => judgementOf(key, now)) : judgementOf(found, now);
}

function judgementOf(key: GateKey | null, now: Date): Judgement {
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
