import type { Metadata } from "next";
import { SignupClosed, SignupForm } from "#components/auth/signup-form.tsx";
import { env } from "#env.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { currentSettings } from "#lib/settings/settings.ts";

export const metadata: Metadata = { title: "Create your account" };

export default async function SignupPage() {
  const { signup } = await noteUnavailable(currentSettings());
  if (signup === "closed" || signup === "invite") return <SignupClosed invite={signup === "invite"} />;
  return <SignupForm passwordMinLength={env.passwordMinLength} needsApproval={signup === "approval"} />;
}
