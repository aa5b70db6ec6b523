import type { Cli } from "./command.ts";
import { did, Refusal, shows } from "./output.ts";
import { counted } from "./people.ts";
import * as values from "./values.ts";

export function addMail(cli: Cli): void {
  const mail = cli.command("mail").description("Emails that wait to be sent.").helpCommand(false) as Cli;
  (mail.command("list") as Cli)
    .summary("list queued emails, and why they weren't sent")
    .description("Lists queued emails with what the email server answered last, and checks that server.")
    .option("--limit <N>", "how many, from 1 to 1,000", values.limit, 100)
    .does(async (_: [], { limit }: { limit: number }) => {
      const mails = await import("#db/queries/mails.ts");
      const rows = (await mails.dueFirst(limit)).map((row) => ({
        id: row.id,
        kind: row.kind,
        to: row.to,
        queued_at: row.createdAt,
        attempts: row.attempts,
        next_try_at: row.dueAt,
        last_error: row.lastError,
      }));
      return shows(rows, `${counted(rows.length, "queued email")}. ${await serverState()}`);
    });
  (mail.command("retry") as Cli)
    .summary("send a queued email now")
    .description(
      "Makes a queued email due now, and the server sends it. It counts as one of its 30 attempts. ID is from mail list.",
    )
    .argument("ID", "", values.id("mail"))
    .does(async ([id]: [string]) => {
      const { bySystem } = await import("#lib/audit/commit-audited.ts");
      const { retryMail } = await import("#lib/operator/retry-mail.ts");
      const { kind, to } = await retryMail(bySystem, id, new Date());
      return did(`The server sends the email to ${to ?? "nobody: it will be dropped"} now.`, {
        id,
        kind,
        to,
      });
    });
  (mail.command("test") as Cli)
    .summary("send a test email")
    .description("Sends a test email at once, without the queue.")
    .argument("EMAIL", "", values.email)
    .does(async ([email]: [string]) => sendTest(email));
}

async function serverState(): Promise<string> {
  const { env } = await import("#env.ts");
  const { smtpFailure } = await import("#lib/mail/transport.ts");
  if (!env.smtpUrl) return `SMTP_URL isn't set, so emails are files in ${env.dataDir}/outbox.`;
  const host = new URL(env.smtpUrl).host;
  const why = await smtpFailure();
  return why ? `${why}.` : `The email server ${host} accepts connections.`;
}

async function sendTest(email: string) {
  const { env } = await import("#env.ts");
  const { inPlainWords, send } = await import("#lib/mail/transport.ts");
  const { toMail } = await import("#lib/mail/layout.ts");
  const { testMessage } = await import("#lib/operator/mails.ts");
  const mail = await toMail(email, await testMessage());
  try {
    await send(mail, new Date());
  } catch (error) {
    const { message } = error as Error;
    throw new Refusal(`${inPlainWords(error as Error) ?? `The email server refuses the email: ${message}`}.`);
  }
  if (!env.smtpUrl)
    return did(`SMTP_URL isn't set, so the email is a file in ${env.dataDir}/outbox.`, { to: email });
  const host = new URL(env.smtpUrl).host;
  return did(`The email server ${host} accepted the email to ${email}.`, { to: email, server: host });
}
