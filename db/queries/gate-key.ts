/** All that the gate decides a key's requests by. */
export interface GateKey {
  id: string;
  name: string | null;
  /** The masked form of the secret that was shown. */
  hint: string;
  /** When that secret stops working; null for the key's current one. */
  secretExpiresAt: Date | null;
  environment: string;
  scopes: string[];
  externalId: string | null;
  metadata: Record<string, unknown>;
  expiresAt: Date | null;
  disabledAt: Date | null;
  revokedAt: Date | null;
  limitRequests: number | null;
  limitWindowSeconds: number | null;
  workspaceId: string;
  workspaceName: string;
  suspendedAt: Date | null;
  planId: string;
  requestsPerMinute: number | null;
  monthlyQuota: number | null;
  /**
   * The version of the workspace's key records that this one belongs to, for `RequestLog.append` to check. Null where the
   * store tells by `cacheVersion` that something has changed.
   */
  workspaceVersion: number | null;
}
