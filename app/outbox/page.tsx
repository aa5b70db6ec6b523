import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { currentUser } from "#app/actor.ts";
import { Outbox } from "#components/outbox/outbox.tsx";
import { readOutbox } from "#lib/mail/outbox.ts";

export const metadata: Metadata = { title: "Outbox", referrer: "no-referrer" };

export default async function OutboxPage() {
  const mails = await readOutbox((await headers()).get("host"));
  return mails ? <Outbox signedIn={(await currentUser()) !== null} mails={mails} /> : notFound();
}
