import type { Metadata } from "next";
import { ConfirmEmail } from "#components/auth/confirm-email.tsx";
import { readEmailChangeLink } from "#lib/accounts/change-email.ts";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

// The URL contains a secret token, which must not leak as a referrer.
export const metadata: Metadata = { title: "Confirm your new email", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function ConfirmEmailPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  const sent = typeof token === "string" && token ? token : null;
  const link = sent
    ? await noteUnavailable(readEmailChangeLink(sent, new Date(clockMs())))
    : { state: "incomplete" as const };
  return <ConfirmEmail token={sent ?? ""} link={link} />;
}
