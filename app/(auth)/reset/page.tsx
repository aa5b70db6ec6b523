import type { Metadata } from "next";
import { ResetForm } from "#components/auth/reset-form.tsx";
import { env } from "#env.ts";

// The URL contains a secret token, which must not leak as a referrer.
export const metadata: Metadata = { title: "Choose a new password", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function ResetPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  return (
    <ResetForm
      token={typeof token === "string" && token ? token : null}
      passwordMinLength={env.passwordMinLength}
    />
  );
}
