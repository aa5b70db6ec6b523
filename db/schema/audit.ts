import { sql } from "drizzle-orm";
import { kit } from "#db/dialect.ts";

const { table, text, int, instant, json, index } = kit;

/** Before and after of each field that changed. */
export type AuditChanges = Record<string, { before: unknown; after: unknown }>;

/**
 * The audit log: who did what to which. A row is written in the transaction of the change it reports, and sealed soon
 * afterwards. It has no foreign keys, and names are copied, so that it reads well after its target is gone.
 */
export const auditEvents = table(
  "audit_events",
  {
    id: text("id").primaryKey(),
    at: instant("at").notNull(),
    /** Null: it concerns the installation, not one workspace. */
    workspaceId: text("workspace_id"),
    action: text("action").notNull(),
    actorType: text("actor_type").notNull(),
    actorId: text("actor_id"),
    actorLabel: text("actor_label"),
    targetType: text("target_type").notNull(),
    targetId: text("target_id"),
    targetLabel: text("target_label"),
    changes: json("changes").$type<AuditChanges>(),
    environment: text("environment"),
    requestId: text("request_id"),
    ip: text("ip"),
    userAgent: text("user_agent"),
    /** Its number in its chain (the workspace's or the installation's); null until it is sealed. */
    number: int("number"),
    /** SHA-256 of the previous event's hash and of this event, in hex; null until it is sealed. */
    hash: text("hash"),
  },
  (t) => [
    index("audit_events_workspace").on(t.workspaceId, t.at, t.id),
    index("audit_events_at").on(t.at, t.id),
    index("audit_events_target").on(t.targetId, t.at, t.id),
    index("audit_events_action").on(t.workspaceId, t.action, t.at, t.id),
    index("audit_events_actor").on(t.actorId, t.at, t.id),
    index("audit_events_workspace_target").on(t.workspaceId, t.targetId, t.at, t.id),
    index("audit_events_workspace_actor").on(t.workspaceId, t.actorId, t.at, t.id),
    index("audit_events_number").on(t.workspaceId, t.number),
    index("audit_events_plan_requests").on(t.at, t.id).where(sql`action = 'workspace.plan_requested'`),
    index("audit_events_unsealed").on(t.id).where(sql`number is null`),
  ],
);

/** The chains of audit events: one per workspace, and one for the installation. */
export const auditChains = table("audit_chains", {
  /** The workspace's ID, or "installation". */
  chain: text("chain").primaryKey(),
  /** The number and hash of the last sealed event. */
  number: int("number").notNull(),
  hash: text("hash").notNull(),
  /** The number and hash of the last event that was deleted by retention: 0 and empty if there is none. */
  prunedNumber: int("pruned_number").notNull(),
  prunedHash: text("pruned_hash").notNull(),
});
