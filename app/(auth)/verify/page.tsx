import type { Metadata } from "next";
import { VerifyAddress } from "#components/auth/verify-address.tsx";

// The URL contains a secret token, which must not leak as a referrer.
export const metadata: Metadata = { title: "Verify your email", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function VerifyPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  return <VerifyAddress token={typeof token === "string" && token ? token : null} />;
}
