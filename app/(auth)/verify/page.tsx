import type { Metadata } from "next";
import { headers } from "next/headers";
import { VerifyAddress } from "#components/auth/verify-address.tsx";
import { env } from "#env.ts";
import { signUpCookieHash } from "#lib/accounts/sign-up-cookie.ts";
import { readVerificationLink } from "#lib/accounts/verify-email.ts";
import { clockMs } from "#lib/clock.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

// The URL contains a secret token, which must not leak as a referrer.
export const metadata: Metadata = { title: "Verify your email", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function VerifyPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  const sent = typeof token === "string" && token ? token : null;
  const cookie = signUpCookieHash((await headers()).get("cookie"));
  const link = sent
    ? await noteUnavailable(readVerificationLink(sent, cookie, new Date(clockMs())))
    : { state: "incomplete" as const };
  return <VerifyAddress token={sent ?? ""} link={link} passwordMinLength={env.passwordMinLength} />;
}
