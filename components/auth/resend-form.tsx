"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api-client.ts";
import { EmailField } from "#components/auth/email-field.tsx";
import { rememberMailSent } from "#components/auth/mail-cooldown.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";

async function askForMail(form: FormData): Promise<string> {
  const email = String(form.get("email"));
  await callApi("POST", "/auth/verification", { body: { email } });
  return email;
}

/** Requests a new verification email when the page doesn't know the address. */
export function ResendForm() {
  const router = useRouter();
  const { formProps, errors, summary, pending, mutation } = useApiForm({
    fields: ["email"],
    send: askForMail,
    onDone(email) {
      rememberMailSent(email);
      router.push(`/check-mail?email=${encodeURIComponent(email)}`);
    },
  });
  return (
    <form {...formProps} action="/check-mail" className="grid gap-5">
      <FormSummary>{summary}</FormSummary>
      <EmailField error={errors.email} />
      <SubmitButton size="large" pending={pending || mutation.isSuccess}>
        Send a new link
      </SubmitButton>
    </form>
  );
}
