import type { Metadata } from "next";
import { LoginForm } from "#components/auth/login-form.tsx";
import { safeNext } from "#components/auth/safe-next.ts";

// `next` can be the link of an invitation, which contains a secret token.
export const metadata: Metadata = { title: "Log in", referrer: "no-referrer" };

type Search = Promise<{ next?: string | string[]; email?: string | string[] }>;

export default async function LoginPage({ searchParams }: { searchParams: Search }) {
  const { next, email } = await searchParams;
  return (
    <LoginForm
      next={safeNext(typeof next === "string" ? next : null)}
      email={typeof email === "string" ? email : undefined}
    />
  );
}
