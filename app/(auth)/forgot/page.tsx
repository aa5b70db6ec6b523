import type { Metadata } from "next";
import { ForgotForm } from "#components/auth/forgot-form.tsx";
import { env } from "#env.ts";

export const metadata: Metadata = { title: "Forgot your password?" };

export default function ForgotPage() {
  return <ForgotForm outbox={env.loopback && !env.smtpUrl} />;
}
