import { sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";

const { table, text, int, bool, instant, json, index } = kit;

export const users = table(
  "users",
  {
    id: text("id").primaryKey(),
    /** In lowercase, so that one email has one account. */
    email: text("email").notNull().unique(),
    name: text("name"),
    passwordHash: text("password_hash").notNull(),
    emailVerifiedAt: instant("email_verified_at"),
    operator: bool("operator").notNull(),
    /** Whether the account waits for an operator's approval. */
    awaitingApproval: bool("awaiting_approval").notNull().default(false),
    suspendedAt: instant("suspended_at"),
    /** Whether the user gets an email before a key expires that they created or that their workspace has. */
    notifyKeyExpiring: bool("notify_key_expiring").notNull().default(true),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    index("users_created").on(t.createdAt, t.id),
    index("users_awaiting_approval").on(t.createdAt, t.id).where(sql`awaiting_approval`),
    index("users_suspended").on(t.createdAt, t.id).where(sql`suspended_at is not null`),
  ],
);

/** New emails of users that wait for their confirmation. A user has one at most. */
export const emailChanges = table(
  "email_changes",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .unique()
      .references(() => users.id, { onDelete: "cascade" }),
    newEmail: text("new_email").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("email_changes_expires").on(t.expiresAt)],
);

/**
 * Sign-ups that wait for their activation. Only activation creates a user. An email can have several sign-ups, because
 * anyone can sign up with it.
 */
export const signUps = table(
  "sign_ups",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull(),
    name: text("name"),
    passwordHash: text("password_hash").notNull(),
    /** Of the cookie of the browser that signed up; null for sign-ups from before there was a cookie. */
    cookieHash: text("cookie_hash"),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("sign_ups_email").on(t.email, t.createdAt), index("sign_ups_expires").on(t.expiresAt)],
);

/** Sessions in browsers and API clients. Only browser sessions have a `token_hash`, of the cookie's value. */
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

/**
 * The tokens of emailed links, one row per link. A link belongs to a user, a sign-up, an invitation or an email change.
 * `sign_up_id` and `about_id` reference nothing, here and in `mails`: what they are about can end while a link is being
 * created for it, and such a link does nothing.
 */
export const codes = table(
  "codes",
  {
    tokenHash: text("token_hash").primaryKey(),
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    signUpId: text("sign_up_id"),
    /** The ID of an invitation or of an email change. */
    aboutId: text("about_id"),
    purpose: text("purpose").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [
    index("codes_user").on(t.userId, t.purpose),
    index("codes_sign_up").on(t.signUpId),
    index("codes_about").on(t.aboutId),
  ],
);

/**
 * Queued emails, to a user, to the email of a sign-up, or to another address. They don't contain the link's token, which is
 * created when the email is sent.
 */
export const mails = table(
  "mails",
  {
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    signUpId: text("sign_up_id"),
    /** The address, if it isn't that of the user or the sign-up. */
    email: text("email"),
    /** The ID of what it is about, such as an invitation, an email change or a key. */
    aboutId: text("about_id"),
    /** What it says besides, without secrets. */
    details: json("details").$type<Record<string, unknown>>(),
    createdAt: instant("created_at").notNull(),
    attempts: int("attempts").notNull(),
    /** What the mail server answered last. */
    lastError: text("last_error"),
    dueAt: instant("due_at").notNull(),
    /** A hash of the network that caused it; null if no stranger could. */
    network: text("network"),
    /** How many emails of its network were queued before it. Lower turns are sent first. */
    turn: int("turn").notNull().default(0),
  },
  (t) => [
    index("mails_turn").on(t.turn, t.dueAt),
    index("mails_network").on(t.network),
    index("mails_user").on(t.userId),
    index("mails_created").on(t.createdAt, t.id),
    index("mails_failed").on(t.createdAt, t.id).where(sql`attempts > 0`),
  ],
);

/** Log-in attempts, by a hashed subject such as an account and a network. */
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

/** How much of a budget is used until it is full again, by a hashed subject such as "password reset" and an address. */
export const budgets = table(
  "budgets",
  {
    subject: text("subject").primaryKey(),
    used: int("used").notNull(),
    resetsAt: instant("resets_at").notNull(),
  },
  (t) => [index("budgets_resets").on(t.resetsAt)],
);

/** Devices and networks that have logged in, by a hashed subject: an address, and the device's cookie or the network. */
export const knownDevices = table(
  "known_devices",
  {
    subject: text("subject").primaryKey(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("known_devices_expires").on(t.expiresAt)],
);
