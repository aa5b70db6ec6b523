import type { Metadata } from "next";
import { ResetForm } from "#components/auth/reset-form.tsx";
import { env } from "#env.ts";
import { readResetLink } from "#lib/accounts/password-reset.ts";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

// The URL contains a secret token, which must not leak as a referrer.
export const metadata: Metadata = { title: "Choose a new password", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function ResetPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  const sent = typeof token === "string" ? token : "";
  const link = sent ? await noteUnavailable(readResetLink(sent, new Date(clockMs()))) : null;
  return (
    <ResetForm
      token={link ? sent : null}
      activeKeys={link?.activeKeys ?? 0}
      passwordMinLength={env.passwordMinLength}
    />
  );
}
