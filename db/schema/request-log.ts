import { sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";

const { table, text, int, long, arrivalKey, instant, json, index, primaryKey } = kit;

/** What the request log says of a request. */
export const requestColumns = () => ({
  id: text("id").notNull(),
  at: instant("at").notNull(),
  workspaceId: text("workspace_id"),
  environment: text("environment").notNull(),
  keyId: text("key_id"),
  /** Which of the key's secrets was used, or what an unknown key looked like. */
  hint: text("hint"),
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
  /** Names and details in turn (lib/request-log/checks.ts). */
  checks: json("checks").$type<string[]>().notNull(),
});

/** The request log: indexed, and counted in the roll-ups. On SQLite, its newest rows are staged first. Rows never change. */
export const requests = table("requests", { ...requestColumns(), ...arrivalKey() }, (t) => [
  index("requests_workspace_at").on(t.workspaceId, t.at),
  index("requests_key_at").on(t.keyId, t.at).where(sql`key_id is not null`),
  index("requests_user_at").on(t.userId, t.at).where(sql`user_id is not null`),
]);

/** The request log rolled up by the hour and route: what stays when its rows leave. */
export const usageHours = table(
  "usage_hours",
  {
    workspaceId: text("workspace_id").notNull(),
    environment: text("environment").notNull(),
    hour: instant("hour").notNull(),
    route: text("route").notNull(),
    status: int("status").notNull(),
    total: int("total").notNull(),
    /** One request may cost a million. */
    cost: long("cost").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hour, t.environment, t.route, t.status] })],
);

/** The request log rolled up by the day and key. */
export const usageKeyDays = table(
  "usage_key_days",
  {
    keyId: text("key_id").notNull(),
    day: instant("day").notNull(),
    status: int("status").notNull(),
    workspaceId: text("workspace_id").notNull(),
    environment: text("environment").notNull(),
    total: int("total").notNull(),
    /** Of the last request that was accepted; null when none was. */
    lastAcceptedAt: instant("last_accepted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.keyId, t.day, t.status] }),
    index("usage_key_days_workspace").on(t.workspaceId, t.day),
  ],
);
