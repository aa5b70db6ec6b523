import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { MailQueue } from "#components/mail/mail-queue.tsx";
import { env } from "#env.ts";
import { listMails } from "#lib/operator/mails.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Mail" };

export default async function MailPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  await requireOperator(pageUrl("/operator/mail", search));
  const failed = search.failed === "true";
  const mails = await noteUnavailable(listMails({ limit: 50, ...(failed ? { failed: "true" } : {}) }));
  return (
    <MailQueue firstPage={asAnswer(mails)} initialFailed={failed} outbox={env.loopback && !env.smtpUrl} />
  );
}
