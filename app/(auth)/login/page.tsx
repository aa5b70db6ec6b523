import type { Metadata } from "next";
import { currentUser } from "#app/actor.ts";
import { AlreadyLoggedIn } from "#components/auth/already-logged-in.tsx";
import { logInReason } from "#components/auth/log-in-reason.ts";
import { LoginForm } from "#components/auth/login-form.tsx";
import { safeNext } from "#components/auth/safe-next.ts";

// `next` can be the link of an invitation, which contains a secret token.
export const metadata: Metadata = { title: "Log in", referrer: "no-referrer" };

type Search = Promise<Record<"next" | "email" | "reason", string | string[] | undefined>>;

export default async function LoginPage({ searchParams }: { searchParams: Search }) {
  const { next: sent, email, reason } = await searchParams;
  const next = safeNext(typeof sent === "string" ? sent : null);
  const user = await currentUser();
  if (user) return <AlreadyLoggedIn email={user.email} next={next} />;
  return (
    <LoginForm
      next={next}
      email={typeof email === "string" ? email : undefined}
      reason={logInReason(reason)}
    />
  );
}
