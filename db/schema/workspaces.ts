import { kit } from "#db/dialect.ts";
import { users } from "#db/schema/accounts.ts";

const { table, text, int, bool, instant, index, primaryKey } = kit;

export const plans = table("plans", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** Null: workspaces can't be moved to this plan until the operator sets it. */
  requestsPerMinute: int("requests_per_minute"),
  /** Accepted requests per calendar month (UTC) and environment; null: unlimited. */
  monthlyQuota: int("monthly_quota"),
  maxActiveKeys: int("max_active_keys"),
  position: int("position").notNull(),
});

export const workspaces = table("workspaces", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  planId: text("plan_id")
    .notNull()
    .references(() => plans.id),
  suspendedAt: instant("suspended_at"),
  createdAt: instant("created_at").notNull(),
  /** Null: the default prefix (KEY_PREFIX). */
  keyPrefix: text("key_prefix"),
  keyIncludesEnvironment: bool("key_includes_environment").notNull(),
  keyStyle: text("key_style").notNull(),
  /** Null: only the plan's limit applies. */
  maxActiveKeys: int("max_active_keys"),
  rotationOverlapMaxSeconds: int("rotation_overlap_max_seconds").notNull(),
});

export const members = table(
  "members",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] }), index("members_user").on(t.userId)],
);

/** The scopes that a workspace has added to the built-in ones. */
export const scopes = table(
  "scopes",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    description: text("description").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.name] })],
);

/** The credentials of the operator's own services, which can verify keys of every workspace. */
export const serviceCredentials = table("service_credentials", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  secretHash: text("secret_hash").notNull().unique(),
  createdAt: instant("created_at").notNull(),
  revokedAt: instant("revoked_at"),
});
