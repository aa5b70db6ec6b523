"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { changedOnly, textOf } from "#components/forms/form-values.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { useTakeSettings } from "#components/installation/use-settings.ts";
import { Field } from "#components/ui/field.tsx";
import { FieldGroup } from "#components/ui/field-group.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { RadioCard } from "#components/ui/radio-card.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Settings } from "#lib/settings/schema.ts";

const policies = [
  ["open", "Open", "Everyone can sign up."],
  ["approval", "Approval", "Everyone can sign up, and you approve each account before its first log-in."],
  ["invite", "Invitation", "Only people whom a workspace has invited."],
  ["closed", "Closed", "Nobody. You create the accounts."],
] as const;

export function SignUpForm({ settings }: { settings: Settings }) {
  const [before, setBefore] = useState(settings);
  const take = useTakeSettings();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["signup", "signup_domains"],
    repeatable: true,
    send: (form: FormData) =>
      callApi<{ data: Settings }>("PATCH", "/operator/settings", {
        body: changedOnly(wantedOf(form), before),
      }),
    onDone(answer) {
      setBefore(answer.data);
      take(answer.data);
      toast.success("Sign-up saved", {
        description: "It also applies to sign-ups that aren't confirmed yet.",
      });
    },
  });
  return (
    <form {...formProps}>
      <SettingsSection
        title="Sign-up"
        description="Who can create an account. Existing accounts aren't affected."
        footer={<SubmitButton pending={pending}>Save sign-up</SubmitButton>}
      >
        <FormSummary>{summary}</FormSummary>
        <PolicyField policy={settings.signup} error={errors.signup} />
        <Field
          label="Domains"
          hint="One per line, such as example.com. Only email addresses of these domains can sign up, also with an invitation. Empty: all. Subdomains aren't included."
          error={errors.signup_domains}
        >
          {(aria) => (
            <Textarea
              {...aria}
              name="signup_domains"
              rows={3}
              defaultValue={settings.signup_domains.join("\n")}
              autoCapitalize="none"
              spellCheck={false}
              className="max-w-md font-mono"
            />
          )}
        </Field>
      </SettingsSection>
    </form>
  );
}

type PolicyFieldProps = { policy: Settings["signup"]; error: string | undefined };

function PolicyField({ policy, error }: PolicyFieldProps) {
  return (
    <FieldGroup label="Who can sign up" field="signup" error={error}>
      <div className="grid gap-2 sm:grid-cols-2">
        {policies.map(([value, label, description]) => (
          <RadioCard
            key={value}
            name="signup"
            value={value}
            label={label}
            description={description}
            defaultChecked={policy === value}
          />
        ))}
      </div>
    </FieldGroup>
  );
}

const wantedOf = (form: FormData) => ({
  signup: form.get("signup") as Settings["signup"],
  signup_domains: textOf(form, "signup_domains")
    .split(/[\s,;]+/)
    .filter(Boolean),
});
