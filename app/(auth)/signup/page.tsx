import type { Metadata } from "next";
import { SignupForm } from "#components/auth/signup-form.tsx";
import { env } from "#env.ts";

export const metadata: Metadata = { title: "Create your account" };

export default function SignupPage() {
  return <SignupForm passwordMinLength={env.passwordMinLength} />;
}
