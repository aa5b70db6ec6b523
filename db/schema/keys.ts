import { sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";
import { workspaces } from "#db/schema/workspaces.ts";

const { table, text, int, instant, json, index, primaryKey } = kit;

export const apiKeys = table(
  "api_keys",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    environment: text("environment").notNull(),
    name: text("name"),
    /** The hint of the current secret. */
    hint: text("hint").notNull(),
    scopes: json("scopes").$type<string[]>().notNull(),
    externalId: text("external_id"),
    metadata: json("metadata").$type<Record<string, unknown>>().notNull(),
    limitRequests: int("limit_requests"),
    limitWindowSeconds: int("limit_window_seconds"),
    /** How often a limit was set where none was. Triggers count it (db/limit-generations.ts). */
    limitGeneration: int("limit_generation").notNull().default(0),
    createdByType: text("created_by_type").notNull(),
    createdById: text("created_by_id").notNull(),
    /** The user at the start of the chain of creators. Null if a key in the chain no longer exists. */
    rootUserId: text("root_user_id"),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at"),
    disabledAt: instant("disabled_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    // Each list is read in the order of one of these. Their last columns are what lists are filtered by most, so that rows
    // are skipped without being read.
    index("api_keys_by_creation").on(
      t.workspaceId,
      t.createdAt,
      t.id,
      t.environment,
      t.revokedAt,
      t.expiresAt,
      t.disabledAt,
    ),
    index("api_keys_by_name").on(
      t.workspaceId,
      sql`lower(name)`,
      t.id,
      t.environment,
      t.revokedAt,
      t.expiresAt,
      t.disabledAt,
    ),
    index("api_keys_by_expiry").on(
      t.workspaceId,
      t.expiresAt,
      t.id,
      t.environment,
      t.revokedAt,
      t.disabledAt,
    ),
    index("api_keys_external")
      .on(t.workspaceId, t.externalId, t.createdAt, t.id)
      .where(sql`external_id is not null`),
    index("api_keys_limited").on(t.workspaceId, t.createdAt, t.id).where(sql`limit_requests is not null`),
    index("api_keys_creator").on(t.createdById, t.createdAt, t.id),
    index("api_keys_root").on(t.workspaceId, t.rootUserId).where(sql`revoked_at is null`),
    index("api_keys_expiring")
      .on(t.expiresAt, t.id)
      .where(sql`expires_at is not null and revoked_at is null and disabled_at is null`),
  ],
);

/** The secrets of a key: the current one, and during a rotation's overlap the previous one. */
export const keySecrets = table(
  "key_secrets",
  {
    /** SHA-256 of the full secret in hex. The secret itself is never stored. */
    secretHash: text("secret_hash").primaryKey(),
    keyId: text("key_id")
      .notNull()
      .references(() => apiKeys.id, { onDelete: "cascade" }),
    hint: text("hint").notNull(),
    createdAt: instant("created_at").notNull(),
    /** The end of the overlap; null for the current secret. */
    expiresAt: instant("expires_at"),
  },
  (t) => [index("key_secrets_key").on(t.keyId), index("key_secrets_hint").on(t.hint)],
);

/** The answers to requests with an Idempotency-Key, stored in the same transaction as the changes they report. */
export const idempotentAnswers = table(
  "idempotent_answers",
  {
    actorId: text("actor_id").notNull(),
    route: text("route").notNull(),
    key: text("key").notNull(),
    bodyHash: text("body_hash").notNull(),
    status: int("status").notNull(),
    /** Without secrets. */
    answer: json("answer").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.actorId, t.route, t.key] }),
    index("idempotent_answers_created").on(t.createdAt),
  ],
);
