"use client";

import { type Profile, useRefreshAccount } from "#components/account/use-account.ts";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact } from "#components/ui/facts.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";

export function ProfileSection({ profile }: { profile: Profile }) {
  const refresh = useRefreshAccount();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["name"],
    repeatable: true,
    send: (form: FormData) => callApi("PATCH", "/me", { body: { name: form.get("name") } }),
    onDone() {
      toast.success("Name saved");
      return refresh();
    },
  });
  return (
    <form {...formProps} aria-label="Profile">
      <SettingsSection
        title="Profile"
        description="Other members of your workspaces see your name next to your email."
        footer={<SubmitButton pending={pending}>Save name</SubmitButton>}
      >
        <FormSummary>{summary}</FormSummary>
        <Field label="Name" hint="Leave empty to only show your email." error={errors.name}>
          {(aria) => (
            <Input
              {...aria}
              name="name"
              defaultValue={profile.name}
              maxLength={100}
              autoComplete="name"
              className="max-w-md"
            />
          )}
        </Field>
        <dl>
          <Fact name="User ID">
            <CopyText text={profile.id} label="Copy user ID" />
          </Fact>
        </dl>
      </SettingsSection>
    </form>
  );
}
