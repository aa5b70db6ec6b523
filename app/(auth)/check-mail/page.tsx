import type { Metadata } from "next";
import { CheckMail } from "#components/auth/check-mail.tsx";
import { env } from "#env.ts";

export const metadata: Metadata = { title: "Check your email" };

type Search = Promise<{ email?: string | string[] }>;

export default async function CheckMailPage({ searchParams }: { searchParams: Search }) {
  const { email } = await searchParams;
  return (
    <CheckMail
      email={typeof email === "string" && email ? email : null}
      outbox={env.loopback && !env.smtpUrl}
    />
  );
}
