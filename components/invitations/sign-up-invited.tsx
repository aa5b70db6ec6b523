"use client";

import { callApi } from "#components/api-client.ts";
import { NewPasswordField } from "#components/auth/new-password-field.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { type InvitationStepProps, noteDeadLink } from "#components/invitations/invitation-link.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

type SignUpInvitedProps = InvitationStepProps & { passwordMinLength: number };

/** Creates the account and the membership in one step, and logs in. */
export function SignUpInvited({
  token,
  invitation,
  onJoined,
  onDead,
  passwordMinLength,
}: SignUpInvitedProps) {
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["name", "password"],
    send: async (form: FormData) => {
      const [name, password] = [form.get("name"), String(form.get("password"))];
      const body = { invitation_token: token, password, ...(name ? { name } : {}) };
      await callApi("POST", "/auth/signup", { body }).catch((error) => {
        noteDeadLink(error, onDead);
        throw error;
      });
      await logIn(invitation.email, password);
    },
    onDone: onJoined,
  });
  return (
    <>
      <p className="mb-5 text-pretty text-muted text-sm">
        Create your account for{" "}
        <strong className="wrap-anywhere font-medium text-foreground">{invitation.email}</strong> to accept.
      </p>
      <form {...formProps} action="/invitations/accept" className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field label="Name" hint="Optional. Other members see it." error={errors.name}>
          {(aria) => <Input {...aria} name="name" autoComplete="name" />}
        </Field>
        {/* So that password managers store the password with its address. */}
        <input hidden name="username" value={invitation.email} autoComplete="username" readOnly />
        <NewPasswordField minLength={passwordMinLength} error={errors.password} />
        <SubmitButton size="large" pending={pending}>
          Create account and join
        </SubmitButton>
      </form>
    </>
  );
}

// If that fails, the workspace's page asks to log in.
async function logIn(email: string, password: string): Promise<void> {
  const { signIn } = await import("next-auth/react");
  await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
}
