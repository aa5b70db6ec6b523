"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { HiddenUsername } from "#components/auth/hidden-username.tsx";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { deadCodeOf, type VerifyAnswer, type VerifyStepProps } from "#components/auth/verify-link.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Field } from "#components/ui/field.tsx";

type VerifyWithPasswordProps = VerifyStepProps & { passwordMinLength: number };

/** For a browser that didn't sign up: someone else may have, so only the password or a new one activates the account. */
export function VerifyWithPassword({ passwordMinLength, ...steps }: VerifyWithPasswordProps) {
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <AuthHeading title="Verify your email">
        {choosing
          ? "Choose a new password for "
          : "This link was requested in another browser. Enter the password that you chose at sign-up for "}
        <strong className="wrap-anywhere font-medium text-foreground">{steps.email}</strong>.
      </AuthHeading>
      {choosing ? (
        <PasswordForm
          key="new"
          {...steps}
          member="new_password"
          label="New password"
          hint={`Use at least ${passwordMinLength} characters.`}
          submit="Set password and verify"
        />
      ) : (
        <PasswordForm key="known" {...steps} member="password" label="Password" submit="Verify email" />
      )}
      <SubmitButton
        type="button"
        tone="plain"
        size="large"
        className="mt-3 w-full"
        onClick={() => setChoosing(!choosing)}
      >
        {choosing ? "Enter the sign-up password instead" : "I don't know it: set a new one"}
      </SubmitButton>
    </>
  );
}

type PasswordFormProps = VerifyStepProps & {
  member: "password" | "new_password";
  label: string;
  hint?: string | undefined;
  submit: string;
};

function PasswordForm({ token, email, onVerified, onDead, member, label, hint, submit }: PasswordFormProps) {
  const { formProps, errors, summary, problem, edited, pending } = useApiForm({
    fields: [member],
    send: (form: FormData) =>
      callApi<VerifyAnswer>("POST", "/auth/verify", { body: { token, [member]: form.get(member) } }).catch(
        (error) => {
          const code = deadCodeOf(error);
          if (code) onDead(code);
          throw error;
        },
      ),
    onDone: onVerified,
  });
  const wrong = problem?.code === "invalid_credentials" && !edited;
  return (
    <form {...formProps} action="/verify" className="grid gap-5">
      <FormSummary>{wrong ? null : summary}</FormSummary>
      <HiddenUsername email={email} />
      <Field
        label={label}
        hint={hint}
        error={
          wrong
            ? "Wrong password. If you forgot it, or someone else signed up with your email, set a new password."
            : errors[member]
        }
      >
        {(aria) => (
          <PasswordInput
            {...aria}
            name={member}
            autoComplete={member === "password" ? "current-password" : "new-password"}
            required
          />
        )}
      </Field>
      <SubmitButton size="large" pending={pending}>
        {submit}
      </SubmitButton>
    </form>
  );
}
