import type { Metadata } from "next";
import { VerifyAddress } from "#components/auth/verify-address.tsx";

// The address of this page carries a secret: it must not travel on as a referrer.
export const metadata: Metadata = { title: "Confirm your address", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function VerifyPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  return <VerifyAddress token={typeof token === "string" && token ? token : null} />;
}
