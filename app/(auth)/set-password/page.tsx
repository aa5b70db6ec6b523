import type { Metadata } from "next";
import { SetPasswordForm } from "#components/auth/set-password-form.tsx";
import { env } from "#env.ts";
import { readSetPasswordLink } from "#lib/accounts/set-password.ts";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

// The URL contains a secret token, which must not leak as a referrer.
export const metadata: Metadata = { title: "Choose a password", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function SetPasswordPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  const sent = typeof token === "string" ? token : "";
  const link = sent ? await noteUnavailable(readSetPasswordLink(sent, new Date(clockMs()))) : null;
  return (
    <SetPasswordForm token={sent} email={link?.email ?? null} passwordMinLength={env.passwordMinLength} />
  );
}
