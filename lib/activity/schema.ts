import { z } from "zod";
import { AUDIT_ACTIONS } from "#lib/audit/event.ts";
import { PublicEvent } from "#lib/audit/schema.ts";
import { Environment } from "#lib/keys/schema.ts";
import { pageQuery } from "#lib/pagination.ts";
import { NO_CONTROL_CHARACTERS } from "#lib/text.ts";
import { When } from "#lib/usage/schema.ts";

// Pages pass on what is in their URL.
const Id = z.string().min(1).max(100).regex(NO_CONTROL_CHARACTERS, "Must not contain control characters");

export const AuditEventQuery = z
  .strictObject({
    actor_id: Id.optional().meta({ description: "Who did it: a user or a key" }),
    action: z.enum(AUDIT_ACTIONS).optional(),
    target_id: Id.optional().meta({ description: "What was changed" }),
    environment: Environment.optional().meta({
      description:
        "By default, users get all events. An API key gets those of its own environment and those of none",
    }),
    from: When.optional(),
    to: When.optional(),
    format: z
      .enum(["csv", "ndjson"])
      .optional()
      .meta({ description: "Downloads all events that match as a file, without pages" }),
    ...pageQuery,
  })
  .refine(({ from, to }) => !from || !to || from <= to, {
    path: ["to"],
    message: "Must not be before from",
  });

const Count = z.int().min(0);
const Instant = z.iso.datetime();

const Seen = z.object({ total: Count, first_at: Instant, last_at: Instant });

export const KeyActivity = z
  .object({
    key_id: z.string(),
    period: z.object({ start: Instant, end: Instant }),
    events: z
      .array(PublicEvent)
      .meta({ description: "What the key did and what was done to it, newest first, at most 100" }),
    requests: z
      .array(
        z.object({
          day: z.iso.date(),
          method: z.string(),
          route: z.string(),
          ip: z.string().nullable(),
          user_agent: z.string().nullable(),
          total: Count,
          succeeded: Count,
          failed: Count,
          rate_limited: Count,
          first_at: Instant,
          last_at: Instant,
        }),
      )
      .meta({
        description:
          "The key's requests (UTC days), those with the most requests first within a day, at most 500",
      }),
    addresses: z
      .array(Seen.extend({ ip: z.string().nullable() }))
      .meta({ description: "The addresses that requests came from, the last seen first, at most 100" }),
    user_agents: z
      .array(Seen.extend({ user_agent: z.string().nullable() }))
      .meta({ description: "The user agents that were seen, the last seen first, at most 100" }),
    truncated: z.boolean().meta({ description: "There is more than was counted or is listed" }),
  })
  .meta({ id: "KeyActivity" });
export type KeyActivity = z.infer<typeof KeyActivity>;
