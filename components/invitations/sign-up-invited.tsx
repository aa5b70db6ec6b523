"use client";

import type { ReactNode } from "react";
import { callApi } from "#components/api-client.ts";
import { logIn } from "#components/auth/browser-session.ts";
import { HiddenUsername } from "#components/auth/hidden-username.tsx";
import { NewPasswordField } from "#components/auth/new-password-field.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import {
  type InvitationStepProps,
  type Joined,
  noteDeadLink,
  textOf,
} from "#components/invitations/invitation-link.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

type SignUpInvitedProps = InvitationStepProps & { passwordMinLength: number; terms: ReactNode };

/** Creates the account and the membership in one step, and logs in. */
export function SignUpInvited({
  token,
  invitation,
  onJoined,
  onDead,
  passwordMinLength,
  terms,
}: SignUpInvitedProps) {
  const { formProps, errors, summary, problem, pending } = useApiForm({
    fields: ["name", "password"],
    send: async (form: FormData) => {
      const [name, password] = [form.get("name"), String(form.get("password"))];
      const body = { invitation_token: token, password, ...(name ? { name } : {}) };
      const { data } = await callApi<{ data: Joined }>("POST", "/auth/signup", { body }).catch((error) => {
        noteDeadLink(error, onDead);
        throw error;
      });
      // If that fails, the workspace's page asks to log in.
      if (!data.awaiting_approval) await logIn(invitation.email, password).catch(() => undefined);
      return data;
    },
    onDone: onJoined,
  });
  return (
    <>
      <p className="mb-5 text-muted text-sm">Create your account to accept.</p>
      <form {...formProps} action="/invitations/accept" className="grid gap-5">
        <FormSummary>{summary && textOf(problem)}</FormSummary>
        <Field label="Name" hint="Optional. Other members see it." error={errors.name}>
          {(aria) => <Input {...aria} name="name" autoComplete="name" />}
        </Field>
        <HiddenUsername email={invitation.email} />
        <NewPasswordField minLength={passwordMinLength} error={errors.password} />
        <SubmitButton size="large" pending={pending}>
          Create account and join
        </SubmitButton>
        {terms}
      </form>
    </>
  );
}
