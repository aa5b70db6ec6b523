import { sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";

const { table, text, int, bool, instant, json, index, primaryKey } = kit;

export const users = table("users", {
  id: text("id").primaryKey(),
  /** Lower-cased: the identity. */
  email: text("email").notNull().unique(),
  name: text("name"),
  passwordHash: text("password_hash").notNull(),
  emailVerifiedAt: instant("email_verified_at"),
  operator: bool("operator").notNull(),
  createdAt: instant("created_at").notNull(),
});

export const plans = table("plans", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** Null: not for self-service until the operator sets it. */
  requestsPerMinute: int("requests_per_minute"),
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

/** Browser logins and API logins alike. `token_hash` is the browser cookie's; API logins are named by their tokens. */
export const sessions = table(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: text("kind").notNull(),
    tokenHash: text("token_hash").unique(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
  },
  (t) => [index("sessions_user").on(t.userId)],
);

export const refreshTokens = table(
  "refresh_tokens",
  {
    tokenHash: text("token_hash").primaryKey(),
    sessionId: text("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [index("refresh_tokens_session").on(t.sessionId)],
);

/** What mailed links carry: one row a link, whatever it is for. */
export const codes = table(
  "codes",
  {
    tokenHash: text("token_hash").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text("purpose").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [index("codes_user").on(t.userId, t.purpose)],
);

/** Mails still to be sent. No token is kept: the link's token is made at the moment of sending. */
export const mails = table(
  "mails",
  {
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    attempts: int("attempts").notNull(),
    dueAt: instant("due_at").notNull(),
  },
  (t) => [index("mails_due").on(t.dueAt)],
);

/** Failures and cool-downs by a hashed subject (an account and address, an address). */
export const throttles = table(
  "throttles",
  {
    subject: text("subject").primaryKey(),
    failures: int("failures").notNull(),
    blockedUntil: instant("blocked_until").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [index("throttles_updated").on(t.updatedAt)],
);

export const apiKeys = table(
  "api_keys",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    environment: text("environment").notNull(),
    name: text("name"),
    /** SHA-256 of the whole secret, hex. The secret itself is nowhere. */
    secretHash: text("secret_hash").notNull().unique(),
    hint: text("hint").notNull(),
    scopes: json("scopes").$type<string[]>().notNull(),
    externalId: text("external_id"),
    metadata: json("metadata").$type<Record<string, unknown>>().notNull(),
    limitRequests: int("limit_requests"),
    limitWindowSeconds: int("limit_window_seconds"),
    createdByType: text("created_by_type").notNull(),
    createdById: text("created_by_id").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at"),
    disabledAt: instant("disabled_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [index("api_keys_workspace").on(t.workspaceId, t.createdAt, t.id)],
);

/** The ledger: one row for every authenticated request, appended before its answer leaves, never changed. */
export const requests = table(
  "requests",
  {
    id: text("id").primaryKey(),
    at: instant("at").notNull(),
    workspaceId: text("workspace_id"),
    environment: text("environment").notNull(),
    keyId: text("key_id"),
    userId: text("user_id"),
    method: text("method").notNull(),
    path: text("path").notNull(),
    route: text("route").notNull(),
    status: int("status").notNull(),
    /** The problem's code; null for a success. */
    code: text("code"),
    /** What the request took from its limits: 0 when refused or free. */
    cost: int("cost").notNull(),
    latencyMicros: int("latency_micros").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    checks: json("checks")
      .$type<{ check: string; outcome: "passed" | "failed"; detail: string }[]>()
      .notNull(),
  },
  (t) => [
    index("requests_workspace_at").on(t.workspaceId, t.at),
    index("requests_key_at").on(t.keyId, t.at).where(sql`key_id is not null`),
    index("requests_user_at").on(t.userId, t.at).where(sql`user_id is not null`),
  ],
);
