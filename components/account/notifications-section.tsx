"use client";

import { useState } from "react";
import { useRefreshAccount } from "#components/account/use-account.ts";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";

export function NotificationsSection({ keyExpiring }: { keyExpiring: boolean }) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const refresh = useRefreshAccount();
  const { formProps, summary, pending } = useApiForm({
    fields: [],
    repeatable: true,
    send: (form: FormData) =>
      callApi("PATCH", "/me", { body: { notifications: { key_expiring: form.has("key_expiring") } } }),
    async onDone() {
      await refresh();
      setChosen(null);
      toast.success("Notifications saved");
    },
  });
  return (
    <form {...formProps} aria-label="Notifications">
      <SettingsSection
        title="Notifications"
        description="Emails about the security of your account are always sent."
        footer={<SubmitButton pending={pending}>Save notifications</SubmitButton>}
      >
        <FormSummary>{summary}</FormSummary>
        <Checkbox
          name="key_expiring"
          label="Email me before API keys expire"
          description="14, 7 and 1 days before, about keys that you created and, as an admin or owner, all keys of the workspace."
          checked={chosen ?? keyExpiring}
          onChange={setChosen}
        />
      </SettingsSection>
    </form>
  );
}
