import { endpoint } from "#lib/api/endpoint.ts";
import { MailTest } from "#lib/operator/mail-schema.ts";
import { testMail } from "#lib/operator/mails.ts";

export const POST = endpoint({
  summary: "Send yourself a test email",
  description: "Answers with what the mail server said. At most 10 per hour.",
  tag: "Operator",
  access: "operator",
  returns: MailTest,
  readOnly: true,
  problems: ["too_many_attempts"],
  handle: ({ actor, now }) => testMail(actor, now),
});
