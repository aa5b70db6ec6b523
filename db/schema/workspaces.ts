import { sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";
import { users } from "#db/schema/accounts.ts";

const { table, text, int, bool, instant, json, index, primaryKey } = kit;

export const plans = table("plans", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** Null: workspaces can't be moved to this plan until the operator sets it. */
  requestsPerMinute: int("requests_per_minute"),
  /** Accepted requests per calendar month (UTC) and environment; null: unlimited. */
  monthlyQuota: int("monthly_quota"),
  maxActiveKeys: int("max_active_keys"),
  /** Null: only the workspace's own maximum applies. */
  rotationOverlapMaxSeconds: int("rotation_overlap_max_seconds"),
  /** Whether all keys need an expiration date. */
  requireExpiry: bool("require_expiry").notNull().default(false),
  /** How long a key may work; null: as long as it likes. */
  maxLifetimeDays: int("max_lifetime_days"),
  /** Whether new workspaces get this plan. One plan has it. */
  isDefault: bool("is_default").notNull().default(false),
  position: int("position").notNull(),
  /** How often a rate limit or quota was set where none was. Triggers count it (db/limit-generations.ts). */
  limitsGeneration: int("limits_generation").notNull().default(0),
});

export const workspaces = table(
  "workspaces",
  {
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
    requireExpiry: bool("require_expiry").notNull().default(false),
    maxLifetimeDays: int("max_lifetime_days"),
    /** The scopes that its keys can have; null: all. */
    grantableScopes: json("grantable_scopes").$type<string[]>(),
    /** Limits that the operator has set for this workspace. Null: the plan's limit applies. */
    ownRequestsPerMinute: int("own_requests_per_minute"),
    ownMonthlyQuota: int("own_monthly_quota"),
    ownMaxActiveKeys: int("own_max_active_keys"),
    ownRotationOverlapMaxSeconds: int("own_rotation_overlap_max_seconds"),
    /**
     * Together with its plan's number: how often a rate limit or quota of this workspace was set where none was. It can be
     * negative. Triggers count it (db/limit-generations.ts).
     */
    limitsGeneration: int("limits_generation").notNull().default(0),
    /** A deleted workspace's keys don't work, and it has no members. */
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    index("workspaces_created").on(t.createdAt, t.id),
    index("workspaces_deleted").on(t.deletedAt).where(sql`deleted_at is not null`),
  ],
);

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
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId] }),
    index("members_user").on(t.userId),
    index("members_joined").on(t.workspaceId, t.createdAt, t.userId),
  ],
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

const open = sql`accepted_at is null and withdrawn_at is null`;

/** Invitations to a workspace. The link's token is in `codes`. */
export const invitations = table(
  "invitations",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** In lowercase. */
    email: text("email").notNull(),
    role: text("role").notNull(),
    invitedById: text("invited_by_id").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    withdrawnAt: instant("withdrawn_at"),
  },
  (t) => [
    index("invitations_workspace").on(t.workspaceId, t.createdAt, t.id),
    index("invitations_open").on(t.workspaceId, t.expiresAt, t.id).where(open),
    index("invitations_open_from").on(t.invitedById, t.expiresAt).where(open),
    index("invitations_email").on(t.email),
  ],
);

/** The scopes that the operator offers to every workspace, besides the built-in ones. */
export const offeredScopes = table("offered_scopes", {
  name: text("name").primaryKey(),
  description: text("description").notNull(),
  createdAt: instant("created_at").notNull(),
});

/** The installation's settings that can be changed while it runs, by name. A stored value wins over the environment. */
export const settings = table("settings", {
  name: text("name").primaryKey(),
  value: json("value").notNull(),
  changedAt: instant("changed_at").notNull(),
});

/** Which emails about an expiring key were queued. A key with another expiration date gets them again. */
export const keyExpiryNotices = table(
  "key_expiry_notices",
  {
    keyId: text("key_id").notNull(),
    expiresAt: instant("expires_at").notNull(),
    daysBefore: int("days_before").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.expiresAt, t.daysBefore] })],
);

/** The credentials of the operator's own services, which can verify keys of every workspace. */
export const serviceCredentials = table("service_credentials", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  secretHash: text("secret_hash").notNull().unique(),
  /** The secret from before a rotation with an overlap, and how long it works. */
  previousSecretHash: text("previous_secret_hash").unique(),
  previousExpiresAt: instant("previous_expires_at"),
  createdAt: instant("created_at").notNull(),
  revokedAt: instant("revoked_at"),
});
