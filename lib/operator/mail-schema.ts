import { z } from "zod";
import { idPattern } from "#lib/ids.ts";

const Instant = z.iso.datetime();

export const MailId = z.string().regex(idPattern("mail")).meta({ description: "The ID of a queued email" });

export const QueuedMail = z
  .object({
    id: z.string(),
    kind: z.string(),
    to: z.string().nullable().meta({ description: "Null if what it is about has ended" }),
    created_at: Instant,
    attempts: z.int().meta({ description: "How often sending it has failed" }),
    due_at: Instant.meta({ description: "When it is tried next" }),
    last_error: z.string().nullable().meta({ description: "What the mail server answered last" }),
  })
  .meta({ id: "QueuedMail" });
export type QueuedMail = z.infer<typeof QueuedMail>;

export const MailTest = z
  .object({
    to: z.string(),
    accepted: z.boolean(),
    answer: z.string().meta({ description: "What the mail server answered, or why it didn't" }),
  })
  .meta({ id: "MailTest" });
export type MailTest = z.infer<typeof MailTest>;
