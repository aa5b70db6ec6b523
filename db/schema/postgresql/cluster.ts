import { sql } from "drizzle-orm";
import { bigint, integer, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

const long = (name: string) => bigint(name, { mode: "number" });
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * The epochs of a cluster's counters. All decisions of an epoch rely on the same counters; a request is only logged in the
 * epoch it was decided in. When counters may have been lost, a new epoch begins, and they are rebuilt from the log.
 */
export const epochs = pgTable("epochs", {
  /** 0, unless the counters are in a Redis Cluster. */
  shard: integer("shard").primaryKey(),
  number: long("number").notNull(),
  /** Where the counters are: `postgresql` or `redis`. */
  store: text("store").notNull(),
  /** The run of Redis that has the counters. Null: they are in PostgreSQL. */
  redisRunId: text("redis_run_id"),
  changedAt: instant("changed_at").notNull().defaultNow(),
  /** Tells the installations that share a Redis apart. */
  installation: text("installation").notNull().default(sql`gen_random_uuid()`),
});

/** The instances of a cluster that are running. Each holds an advisory lock with its number. */
export const instances = pgTable("instances", {
  id: text("id").primaryKey(),
  lockNumber: serial("lock_number").notNull(),
  startedAt: instant("started_at").notNull().defaultNow(),
  seenAt: instant("seen_at").notNull().defaultNow(),
  /** How far the instance's clock is ahead of PostgreSQL's. */
  clockAheadMs: long("clock_ahead_ms").notNull(),
  /** The run of Redis that the instance is connected to. Null: none. */
  redisRunId: text("redis_run_id"),
});

/**
 * The counters of a cluster that decides in PostgreSQL, one row for each subject or month. The table is UNLOGGED: after a
 * crash of PostgreSQL it is empty, and a new epoch begins. The row with an empty name says which epoch it belongs to.
 */
export const limitCounters = pgTable("limit_counters", {
  name: text("name").primaryKey(),
  /** A row of an earlier epoch counts as missing. */
  epoch: long("epoch").notNull(),
  /** The row has everything that was accepted in this time. 0 for months. */
  coversMs: long("covers_ms").notNull(),
  /** The accepted cost of a month. */
  used: long("used").notNull(),
  /** When requests were accepted, in epoch milliseconds in ascending order, and their cost. Empty for months. */
  times: bigint("times", { mode: "number" }).array().notNull(),
  costs: bigint("costs", { mode: "number" }).array().notNull(),
  /** When nothing in the row counts any more, in epoch milliseconds. */
  expiresMs: long("expires_ms").notNull(),
});
