"use client";

import { useState } from "react";
import { ApiProblem } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { logIn } from "#components/auth/browser-session.ts";
import { EmailField } from "#components/auth/email-field.tsx";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { ResendMail } from "#components/auth/resend-mail.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

/** Throws what is missing, by field. Nothing is sent then, so that it doesn't count as a failed log-in. */
function requireBoth(email: string, password: string) {
  const errors = [];
  if (!email) errors.push({ pointer: "/email", code: "required", detail: "Enter your email." });
  if (!password) errors.push({ pointer: "/password", code: "required", detail: "Enter your password." });
  if (errors.length > 0) throw new ApiProblem(422, { code: "validation_failed", errors });
}

type LoginFormProps = { next: string; email?: string | undefined; reason: string | null };

export function LoginForm({ next, email, reason }: LoginFormProps) {
  const [triedEmail, setTriedEmail] = useState("");
  const { formProps, errors, summary, problem, pending, mutation } = useApiForm({
    fields: ["email", "password"],
    async send(form: FormData) {
      const [tried, password] = [String(form.get("email")).trim(), String(form.get("password"))];
      setTriedEmail(tried);
      requireBoth(tried, password);
      await logIn(tried, password);
    },
    // A full page load drops everything that was rendered before the log-in.
    onDone: () => window.location.assign(next),
  });
  return (
    <>
      <AuthHeading title="Log in">
        New here? <TextLink href="/signup">Create an account</TextLink>
      </AuthHeading>
      <form {...formProps} action="/login" className="grid gap-5">
        {reason && !summary ? <Notice role="status">{reason}</Notice> : null}
        <FormSummary>{summary}</FormSummary>
        <EmailField defaultValue={email} error={errors.email} />
        <Field
          label="Password"
          error={errors.password}
          aside={
            <TextLink href="/forgot" className="text-sm">
              Forgot password?
            </TextLink>
          }
        >
          {(aria) => <PasswordInput {...aria} name="password" autoComplete="current-password" required />}
        </Field>
        <SubmitButton size="large" pending={pending || mutation.isSuccess}>
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
