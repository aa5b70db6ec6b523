"use client";

import { useRefreshAccount } from "#components/account/use-account.ts";
import { callApi } from "#components/api-client.ts";
import { HiddenUsername } from "#components/auth/hidden-username.tsx";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { withPassword } from "#components/forms/as-field-error.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Field } from "#components/ui/field.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";

export function PasswordSection({ email, minLength }: { email: string; minLength: number }) {
  const refresh = useRefreshAccount();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["current_password", "new_password"],
    repeatable: true,
    send(form: FormData) {
      const body = { current_password: form.get("current_password"), new_password: form.get("new_password") };
      return withPassword("current_password", callApi("POST", "/me/password", { body }));
    },
    onDone() {
      formProps.ref.current?.reset();
      toast.success("Password changed", { description: "All of your other sessions have ended." });
      return refresh();
    },
  });
  return (
    <form {...formProps} aria-label="Password">
      <SettingsSection
        title="Password"
        description="A new password ends all of your other sessions, links to reset it, and a new email that you haven't confirmed yet. API keys keep working."
        footer={<SubmitButton pending={pending}>Change password</SubmitButton>}
      >
        <HiddenUsername email={email} />
        <FormSummary>{summary}</FormSummary>
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <Field label="Current password" error={errors.current_password}>
            {(aria) => <PasswordInput {...aria} name="current_password" autoComplete="current-password" />}
          </Field>
          <Field
            label="New password"
            hint={`Use at least ${minLength} characters.`}
            error={errors.new_password}
          >
            {(aria) => <PasswordInput {...aria} name="new_password" autoComplete="new-password" />}
          </Field>
        </div>
      </SettingsSection>
    </form>
  );
}
