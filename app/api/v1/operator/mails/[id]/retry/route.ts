import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { MailId, QueuedMail } from "#lib/operator/mail-schema.ts";
import { retryMail } from "#lib/operator/retry-mail.ts";

export const POST = endpoint({
  summary: "Send a queued email now",
  description:
    "Tries an email at once that waits for its next attempt. It counts as one of its 30 attempts. An email that was sent is no longer queued, which is a conflict. At most 60 per hour.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: MailId }),
  returns: QueuedMail,
  problems: ["conflict", "too_many_attempts"],
  handle: ({ actor, params, now }) => retryMail(asOperator(actor), params.id, now, actor),
});
