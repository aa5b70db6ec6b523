import type { Metadata } from "next";
import { currentUser } from "#app/actor.ts";
import { currentBrand } from "#app/brand.ts";
import { AlreadyLoggedIn } from "#components/auth/already-logged-in.tsx";
import { SignupClosed, SignupForm } from "#components/auth/signup-form.tsx";
import { TermsNote } from "#components/auth/terms-note.tsx";
import { env } from "#env.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { currentSettings } from "#lib/settings/settings.ts";

export const metadata: Metadata = { title: "Create your account" };

export default async function SignupPage() {
  const user = await currentUser();
  if (user) return <AlreadyLoggedIn email={user.email} next="/settings/api-keys" />;
  const { signup } = await noteUnavailable(currentSettings());
  if (signup === "closed" || signup === "invite") return <SignupClosed invite={signup === "invite"} />;
  return (
    <SignupForm
      passwordMinLength={env.passwordMinLength}
      needsApproval={signup === "approval"}
      terms={<TermsNote url={(await currentBrand()).termsUrl} />}
    />
  );
}
