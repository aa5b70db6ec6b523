export type KeyStatus = "active" | "disabled" | "expired" | "revoked";

interface Lifetimes {
  revokedAt: Date | null;
  expiresAt: Date | null;
  disabledAt: Date | null;
}

/** What a key is at a moment. The final states come first: a revoked key stays revoked when its time is over, too. */
export function statusOf(key: Lifetimes, now: Date): KeyStatus {
  if (key.revokedAt) return "revoked";
  if (key.expiresAt && key.expiresAt <= now) return "expired";
  return key.disabledAt ? "disabled" : "active";
}
