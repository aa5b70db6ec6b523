import { z } from "zod";

const Count = z.int().min(0);
const ByName = z.record(z.string(), Count);

export const Overview = z
  .object({
    users: Count,
    new_users: z
      .object({ last_24_hours: Count, last_7_days: Count })
      .meta({ description: "Counted up to 10,000, as those below" }),
    suspended_users: Count,
    waiting: z
      .object({
        approvals: Count.meta({ description: "Accounts that wait for an operator's approval" }),
        plan_requests: Count.meta({ description: "Workspaces that asked for another plan" }),
      })
      .meta({ description: "What waits for an operator" }),
    workspaces: z.object({ total: Count, suspended: Count }),
    active_keys: Count,
    requests: z
      .object({
        today: Count,
        this_month: Count,
        refused_this_month: ByName.meta({ description: "By status" }),
        refused_since_start: ByName.meta({ description: "By problem code, at the API and at the gate" }),
      })
      .meta({ description: "Requests made with API keys (UTC)" }),
    busiest_workspaces: z
      .array(z.object({ id: z.string(), name: z.string(), requests_this_month: Count }))
      .meta({ description: "The five with the most requests this month" }),
    mail_queue: z.object({ waiting: Count, failed: Count, oldest_at: z.iso.datetime().nullable() }),
    database: z.enum(["sqlite", "postgresql"]),
    store_bytes: Count,
    compaction_lag_seconds: z.number().min(0),
    version: z.string(),
    uptime_seconds: Count,
    counted_at: z.iso
      .datetime()
      .meta({ description: "When users, workspaces, keys and requests were counted, at most a minute ago" }),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;
