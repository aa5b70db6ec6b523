"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { EmailField } from "#components/auth/email-field.tsx";
import { rememberMailSent } from "#components/auth/mail-cooldown.ts";
import { NewPasswordField } from "#components/auth/new-password-field.tsx";
import { Support } from "#components/brand/support.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

type SignupAnswer = { data: { email: string } };

function signUp(form: FormData) {
  const name = String(form.get("name")).trim();
  const body = { email: form.get("email"), password: form.get("password"), ...(name ? { name } : {}) };
  return callApi<SignupAnswer>("POST", "/auth/signup", { body });
}

type SignupFormProps = { passwordMinLength: number; needsApproval: boolean; terms: ReactNode };

export function SignupForm({ passwordMinLength, needsApproval, terms }: SignupFormProps) {
  const router = useRouter();
  const { formProps, errors, summary, pending, mutation } = useApiForm({
    fields: ["name", "email", "password"],
    send: signUp,
    onDone({ data }) {
      rememberMailSent(data.email);
      router.push(`/check-mail?email=${encodeURIComponent(data.email)}`);
    },
  });
  return (
    <>
      <AuthHeading title="Create your account">
        Already have one? <TextLink href="/login">Log in</TextLink>
      </AuthHeading>
      {needsApproval ? (
        <p className="-mt-3 mb-6 text-muted text-sm">
          New accounts are checked before they can be used. We'll email you when yours is approved.
        </p>
      ) : null}
      <form {...formProps} action="/signup" className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field label="Name" hint="Optional. Your workspace is named after you." error={errors.name}>
          {(aria) => <Input {...aria} name="name" autoComplete="name" />}
        </Field>
        <EmailField error={errors.email} />
        <NewPasswordField minLength={passwordMinLength} error={errors.password} />
        <SubmitButton size="large" pending={pending || mutation.isSuccess}>
          Create account
        </SubmitButton>
        {terms}
      </form>
    </>
  );
}

/** Instead of the form while nobody can sign up without an invitation, or at all. */
export function SignupClosed({ invite }: { invite: boolean }) {
  return (
    <>
      <AuthHeading title={invite ? "You need an invitation" : "Sign-up is closed"}>
        {invite ? (
          "You can only create an account with an invitation. Ask someone on your team to invite you, and open the link in the email."
        ) : (
          <>
            New accounts are created by the operator of this site. To get one, contact <Support />.
          </>
        )}
      </AuthHeading>
      <p className="text-sm">
        Already have an account? <TextLink href="/login">Log in</TextLink>
      </p>
    </>
  );
}
