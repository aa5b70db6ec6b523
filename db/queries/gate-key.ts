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
  /** The version of its workspace's key records when it was read; null where one number covers all of them. */
  workspaceVersion: number | null;
}
