import type { GateKey } from "#db/queries/key-secrets.ts";
import { noEarlier } from "#lib/clock.ts";
import { findKey } from "#lib/gate/known-keys.ts";
import { statusOf } from "#lib/keys/status.ts";
import { recognise } from "#lib/keys/token.ts";

/** Why a secret opens nothing. */
export type Refusal = "malformed" | "unknown" | "revoked" | "expired" | "disabled" | "suspended";

/** What a secret is: a key that may be used, or one that may not, or none. */
export interface Judgement {
  key: GateKey | null;
  refusal: Refusal | null;
}

/** Looks a secret up. The one place that says whether a key may be used at all. */
export async function judge(secret: string, now: Date): Promise<Judgement> {
  const secretHash = recognise(secret);
  if (!secretHash) return { key: null, refusal: "malformed" };
  const key = await findKey(secretHash);
  if (!key) return { key: null, refusal: "unknown" };
  return { key, refusal: refusalOf(key, now) };
}

function refusalOf(key: GateKey, asked: Date): Refusal | null {
  const now = noEarlier(asked);
  const status = statusOf(key, now);
  // A secret that a rotation replaced is as dead as a revoked key.
  if (status === "revoked" || (key.secretExpiresAt && key.secretExpiresAt <= now)) return "revoked";
  if (status === "expired" || status === "disabled") return status;
  return key.suspendedAt ? "suspended" : null;
}
