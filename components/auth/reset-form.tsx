"use client";

import Link from "next/link";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";

const deadLink = ["code_used", "code_expired", "not_found"];

type ResetFormProps = { token: string | null; passwordMinLength: number };

export function ResetForm({ token, passwordMinLength }: ResetFormProps) {
  const { formProps, errors, summary, problem, pending, mutation } = useApiForm({
    fields: ["password"],
    send: (form: FormData) =>
      callApi("POST", "/auth/password/reset", { body: { token, password: form.get("password") } }),
  });
  const tokenIsWrong = problem?.errors.some(({ pointer }) => pointer === "/token");
  if (!token || tokenIsWrong || deadLink.includes(problem?.code ?? "")) return <DeadLink />;
  if (mutation.isSuccess) return <PasswordChanged />;
  return (
    <>
      <AuthHeading title="Choose a new password">This logs you out everywhere.</AuthHeading>
      <form {...formProps} action="/reset" className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field
          label="New password"
          hint={`Use at least ${passwordMinLength} characters.`}
          error={errors.password}
        >
          {(aria) => <PasswordInput {...aria} name="password" autoComplete="new-password" required />}
        </Field>
        <SubmitButton size="large" pending={pending}>
          Set password
        </SubmitButton>
      </form>
    </>
  );
}

function PasswordChanged() {
  return (
    <div role="status">
      <AuthHeading title="Password changed">Log in with your new password.</AuthHeading>
      <Link href="/login" className={buttonLook({ size: "large" })}>
        Log in
      </Link>
    </div>
  );
}

function DeadLink() {
  return (
    <div role="status">
      <AuthHeading title="This link no longer works">
        It has already been used, has expired, or is incomplete.
      </AuthHeading>
      <Link href="/forgot" className={buttonLook({ size: "large" })}>
        Request a new link
      </Link>
    </div>
  );
}
