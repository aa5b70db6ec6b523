"use client";

import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { EmailField } from "#components/auth/email-field.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { TextLink, textLinkLook } from "#components/ui/text-link.tsx";

async function askForReset(form: FormData): Promise<string> {
  const email = String(form.get("email"));
  await callApi("POST", "/auth/password/forgot", { body: { email } });
  return email;
}

export function ForgotForm({ outbox }: { outbox: boolean }) {
  const { formProps, errors, summary, pending, mutation } = useApiForm({
    fields: ["email"],
    send: askForReset,
  });
  if (mutation.isSuccess) {
    return (
      <div>
        <AuthHeading title="Check your email">
          If <strong className="wrap-anywhere font-medium text-foreground">{mutation.data}</strong> has an
          account, we've emailed a link to choose a new password.
        </AuthHeading>
        <p className="text-muted text-sm">
          Nothing there? Check your spam folder, or {/* Not a Link, which would keep this page. */}
          <a href="/forgot" className={textLinkLook}>
            try again or use a different email
          </a>
          .
        </p>
        {outbox ? (
          <p className="mt-3 text-muted text-sm">
            No SMTP server is configured, so emails are kept in the <TextLink href="/outbox">outbox</TextLink>
            .
          </p>
        ) : null}
        <p className="mt-6 text-sm">
          <TextLink href="/login">Back to log in</TextLink>
        </p>
      </div>
    );
  }
  return (
    <>
      <AuthHeading title="Forgot your password?">
        Enter your email and we'll send you a link to choose a new one.
      </AuthHeading>
      <form {...formProps} action="/forgot" className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <EmailField error={errors.email} />
        <SubmitButton size="large" pending={pending}>
          Send link
        </SubmitButton>
      </form>
      <p className="mt-6 text-sm">
        <TextLink href="/login">Back to log in</TextLink>
      </p>
    </>
  );
}
