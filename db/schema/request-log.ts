import { sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";

const { table, text, int, long, arrivalKey, instant, json, index, primaryKey } = kit;

/** The request log's columns. If you add one, add it to the queries that CONTRIBUTING.md lists. */
export const requestColumns = () => ({
  id: text("id").notNull(),
  at: instant("at").notNull(),
  workspaceId: text("workspace_id"),
  environment: text("environment").notNull(),
  keyId: text("key_id"),
  /** The hint of the secret that was used, or of an unknown key. */
  hint: text("hint"),
  userId: text("user_id"),
  method: text("method").notNull(),
  path: text("path").notNull(),
  route: text("route").notNull(),
  status: int("status").notNull(),
  /** The problem's code; null if the request succeeded. */
  code: text("code"),
  /** The cost that was counted against its limits: 0 if it was refused or free. */
  cost: int("cost").notNull(),
  latencyMicros: int("latency_micros").notNull(),
  ip: text("ip"),
  userAgent: text("user_agent"),
  /** Alternating names and details (lib/request-log/checks.ts). */
  checks: json("checks").$type<string[]>().notNull(),
});

/** Logged requests, indexed and counted in the roll-ups. On SQLite, new rows are staged first. Rows never change. */
export const requests = table("requests", { ...requestColumns(), ...arrivalKey() }, (t) => [
  index("requests_workspace_at").on(t.workspaceId, t.at),
  index("requests_key_at").on(t.keyId, t.at).where(sql`key_id is not null`),
  index("requests_user_at").on(t.userId, t.at).where(sql`user_id is not null`),
]);

/** Counts by hour, route and outcome. They are kept when rows of the log are deleted. */
export const usageHours = table(
  "usage_hours",
  {
    workspaceId: text("workspace_id").notNull(),
    environment: text("environment").notNull(),
    hour: instant("hour").notNull(),
    route: text("route").notNull(),
    status: int("status").notNull(),
    /** The problem's code; empty for successes, and for all that was counted before codes were. */
    code: text("code").notNull().default(""),
    total: int("total").notNull(),
    /** A 64-bit number, because one request can cost 1,000,000. */
    cost: long("cost").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hour, t.environment, t.route, t.status, t.code] })],
);

/** Counts by day and key. */
export const usageKeyDays = table(
  "usage_key_days",
  {
    keyId: text("key_id").notNull(),
    day: instant("day").notNull(),
    status: int("status").notNull(),
    workspaceId: text("workspace_id").notNull(),
    environment: text("environment").notNull(),
    total: int("total").notNull(),
    /** When the last accepted request was decided; null if none was accepted. */
    lastAcceptedAt: instant("last_accepted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.keyId, t.day, t.status] }),
    index("usage_key_days_workspace").on(t.workspaceId, t.day),
  ],
);

/**
 * Counts by hour and key, kept as long as the log's rows. They are complete for the time that `key_hours_counted` says; for
 * any other, the log has to be read.
 */
export const usageKeyHours = table(
  "usage_key_hours",
  {
    workspaceId: text("workspace_id").notNull(),
    hour: instant("hour").notNull(),
    keyId: text("key_id").notNull(),
    status: int("status").notNull(),
    environment: text("environment").notNull(),
    total: int("total").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hour, t.keyId, t.status] })],
);

/**
 * For which whole hours keys are counted; `until` isn't included. The table always has one row. It also says how far the
 * hour is that is being counted: the rows of all workspaces before `countingWorkspaceId`, and its own before `countingFrom`.
 */
export const keyHoursCounted = table("key_hours_counted", {
  since: instant("since").primaryKey(),
  until: instant("until").notNull(),
  /** Null: no hour is being counted. */
  countingHour: instant("counting_hour"),
  countingWorkspaceId: text("counting_workspace_id").notNull().default(""),
  /** Null: all rows of that workspace are counted. */
  countingFrom: instant("counting_from"),
  /** On SQLite, rows with larger numbers were counted when they were compacted. */
  uncountedUpTo: long("uncounted_up_to"),
});
