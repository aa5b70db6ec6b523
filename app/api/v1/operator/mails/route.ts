import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { QueuedMail } from "#lib/operator/mail-schema.ts";
import { listMails } from "#lib/operator/mails.ts";
import { pageQuery } from "#lib/pagination.ts";

export const GET = endpoint({
  summary: "List emails that wait to be sent",
  description: "Newest first. A failed email stays in the queue and is tried again for about a day.",
  tag: "Operator",
  access: "operator",
  query: z.strictObject({
    failed: z.enum(["true", "false"]).optional().meta({ description: "true: only those that failed" }),
    ...pageQuery,
  }),
  returns: z.array(QueuedMail),
  list: true,
  handle: ({ query }) => listMails(query),
});
