export type KeyStatus = "active" | "disabled" | "expired" | "revoked";

interface Lifetimes {
  revokedAt: Date | null;
  expiresAt: Date | null;
  disabledAt: Date | null;
}

/** A key's status at `now`. Final states come first: a revoked key is still `revoked` after its expiry. */
export function statusOf(key: Lifetimes, now: Date): KeyStatus {
  if (key.revokedAt) return "revoked";
  if (key.expiresAt && key.expiresAt <= now) return "expired";
  return key.disabledAt ? "disabled" : "active";
}
