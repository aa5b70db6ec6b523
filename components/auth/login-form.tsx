"use client";

import { type FormEvent, useState } from "react";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { EmailField } from "#components/auth/email-field.tsx";
import { readLoginProblem } from "#components/auth/login-problem.ts";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { ResendMail } from "#components/auth/resend-mail.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { logIn } from "#components/session/log-in.ts";
import { Field } from "#components/ui/field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

/** What is missing, by field. Nothing is sent then, so that it doesn't count as a failed log-in. */
const missingIn = (form: FormData) => ({
  ...(form.get("email") ? {} : { email: "Enter your email address." }),
  ...(form.get("password") ? {} : { password: "Enter your password." }),
});

export function LoginForm({ next, email }: { next: string; email?: string | undefined }) {
  const [triedEmail, setTriedEmail] = useState("");
  const [missing, setMissing] = useState<ReturnType<typeof missingIn>>({});
  const login = useSubmission({
    again: (problem) => problem !== null,
    mutationFn: (form: FormData) => logIn(String(form.get("email")), String(form.get("password"))),
    onSuccess(problem) {
      // A full page load drops everything that was rendered before the log-in.
      if (!problem) window.location.assign(next);
    },
  });
  const problem = login.isError ? readLoginProblem("unavailable") : (login.data ?? null);
  const leaving = login.isSuccess && !login.data;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const nowMissing = missingIn(form);
    setMissing(nowMissing);
    const [first] = Object.keys(nowMissing);
    if (first) return event.currentTarget.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    setTriedEmail(String(form.get("email")));
    login.mutate(form);
  }
  return (
    <>
      <AuthHeading title="Log in">
        New here? <TextLink href="/signup">Create an account</TextLink>
      </AuthHeading>
      <form method="post" action="/login" noValidate onSubmit={submit} className="grid gap-5">
        <FormSummary>{problem?.message}</FormSummary>
        <EmailField defaultValue={email} error={missing.email} />
        <Field
          label="Password"
          error={missing.password}
          aside={
            <TextLink href="/forgot" className="text-sm">
              Forgot password?
            </TextLink>
          }
        >
          {(aria) => <PasswordInput {...aria} name="password" autoComplete="current-password" required />}
        </Field>
        <SubmitButton size="large" pending={login.isPending || leaving}>
          Log in
        </SubmitButton>
      </form>
      {problem?.code === "email_not_verified" ? (
        <div className="mt-3">
          <ResendMail email={triedEmail} />
        </div>
      ) : null}
    </>
  );
}
