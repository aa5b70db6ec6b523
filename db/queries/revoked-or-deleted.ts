import { sql } from "drizzle-orm";
import { apiKeys } from "#db/schema/keys.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** When a key was revoked. The keys of a deleted workspace count as revoked since its deletion. */
export const revokedOrDeletedAt =
  sql<Date | null>`coalesce(${apiKeys.revokedAt}, ${workspaces.deletedAt})`.mapWith(apiKeys.revokedAt);
