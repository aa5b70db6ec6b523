"use client";

import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { HiddenUsername } from "#components/auth/hidden-username.tsx";
import { NewPasswordField } from "#components/auth/new-password-field.tsx";
import { ReadyToLogIn } from "#components/auth/ready-to-log-in.tsx";
import { DeadPasswordLink } from "#components/auth/reset-form.tsx";
import { deadCodeOf } from "#components/auth/verify-link.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";

/** `email`: null if the link doesn't work. */
type SetPasswordFormProps = { token: string; email: string | null; passwordMinLength: number };

/** For someone whose account an operator has created. Opening the page doesn't use the link up. */
export function SetPasswordForm({ token, email, passwordMinLength }: SetPasswordFormProps) {
  const { formProps, errors, summary, problem, pending, mutation } = useApiForm({
    fields: ["password"],
    send: (form: FormData) =>
      callApi("POST", "/auth/password/set", { body: { token, password: form.get("password") } }),
  });
  // First: after a double click, the second request finds the link used.
  if (mutation.isSuccess && email) return <ReadyToLogIn title="Password set" email={email} />;
  if (!email || deadCodeOf(problem)) return <DeadPasswordLink />;
  return (
    <>
      <AuthHeading title="Choose a password">
        Your account is <strong className="wrap-anywhere font-medium text-foreground">{email}</strong>.
      </AuthHeading>
      <form {...formProps} action="/set-password" className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <HiddenUsername email={email} />
        <NewPasswordField minLength={passwordMinLength} error={errors.password} />
        <SubmitButton size="large" pending={pending}>
          Set password
        </SubmitButton>
      </form>
    </>
  );
}
