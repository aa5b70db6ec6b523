import { z } from "zod";

const Label = z.string().nullable();

export const PublicEvent = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    action: z.string().meta({ examples: ["key.rotated"] }),
    actor: z.object({
      type: z.enum(["user", "api_key", "service", "operator", "system"]),
      id: z.string().nullable(),
      label: Label.meta({ description: "The name or email at the time" }),
    }),
    target: z.object({ type: z.string(), id: z.string().nullable(), label: Label }),
    changes: z
      .record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }))
      .nullable()
      .meta({ description: "Each field that changed, with its values before and after" }),
    environment: z.string().nullable(),
    request_id: z.string().nullable(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
  })
  .meta({ id: "AuditEvent" });
export type PublicEvent = z.infer<typeof PublicEvent>;
