/** Everything the gate needs to decide a key's requests. Add new columns to db/watched-columns.ts too. */
export interface GateKey {
  id: string;
  name: string | null;
  /** The masked form of the secret that the request used. */
  hint: string;
  /** When that secret stops working; null for the key's current secret. */
  secretExpiresAt: Date | null;
  environment: string;
  scopes: string[];
  externalId: string | null;
  metadata: Record<string, unknown>;
  expiresAt: Date | null;
  disabledAt: Date | null;
  /** When the key was revoked, or its workspace was deleted. */
  revokedAt: Date | null;
  limitRequests: number | null;
  limitWindowSeconds: number | null;
  /** Which uninterrupted time of the key's limit this is. */
  limitGeneration: number;
  workspaceId: string;
  workspaceName: string;
  suspendedAt: Date | null;
  planId: string;
  /** The workspace's own limits if the operator has set them, else the plan's. */
  requestsPerMinute: number | null;
  monthlyQuota: number | null;
  /** Which uninterrupted time of the workspace's limits this is. */
  limitsGeneration: number;
  /** The version of the workspace's key records when it was read; null on SQLite, which has one version for all. */
  workspaceVersion: number | null;
}
