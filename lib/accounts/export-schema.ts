import { z } from "zod";

const at = z.iso.datetime();
const cursor = z.string().max(200).optional();

/** Keys and events come in pages, because there can be many. */
export const ExportQuery = z.strictObject({
  keys_cursor: cursor.meta({ description: "api_keys.next_cursor from the previous response" }),
  events_cursor: cursor.meta({ description: "audit_events.next_cursor from the previous response" }),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export const AccountExport = z
  .object({
    profile: z.object({
      id: z.string(),
      email: z.string(),
      pending_email: z.string().nullable(),
      name: z.string().nullable(),
      email_verified_at: at.nullable(),
      created_at: at,
      notifications: z.object({ key_expiring: z.boolean() }),
    }),
    memberships: z.array(
      z.object({ workspace_id: z.string(), workspace_name: z.string(), role: z.string(), joined_at: at }),
    ),
    sessions: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        ip: z.string().nullable(),
        user_agent: z.string().nullable(),
        created_at: at,
        last_used_at: at,
        expires_at: at,
        ended_at: at.nullable(),
      }),
    ),
    api_keys: pageOf(
      z.object({
        id: z.string(),
        workspace_id: z.string(),
        environment: z.string(),
        name: z.string().nullable(),
        hint: z.string(),
        created_at: at,
        expires_at: at.nullable(),
        revoked_at: at.nullable(),
      }),
    ),
    audit_events: pageOf(
      z.object({
        id: z.string(),
        at,
        action: z.string(),
        workspace_id: z.string().nullable(),
        target: z.object({ type: z.string(), id: z.string().nullable(), label: z.string().nullable() }),
        ip: z.string().nullable(),
        user_agent: z.string().nullable(),
      }),
    ),
    requests: z
      .array(
        z.object({
          ip: z.string().nullable(),
          user_agent: z.string().nullable(),
          total: z.int(),
          first_at: at,
          last_at: at,
        }),
      )
      .meta({ description: "From where you sent your latest 10,000 requests" }),
  })
  .meta({ id: "AccountExport" });
export type AccountExport = z.infer<typeof AccountExport>;
