"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";
import { workspaceKey } from "#components/workspaces/use-standing.ts";
import type { Workspace } from "#lib/workspaces/schema.ts";

export function RenameWorkspace({ workspace: { id, name } }: { workspace: Workspace }) {
  const client = useQueryClient();
  const router = useRouter();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["name"],
    repeatable: true,
    send: (form: FormData) =>
      callApi<{ data: Workspace }>("PATCH", `/workspaces/${id}`, {
        body: { name: String(form.get("name")) },
      }),
    onDone({ data }) {
      toast.success("Workspace renamed", { description: `It's now called ${data.name}.` });
      void client.invalidateQueries({ queryKey: workspaceKey });
      void client.invalidateQueries({ queryKey: ["workspaces"] });
      // The switcher above gets the name from the server.
      router.refresh();
    },
  });
  return (
    <form {...formProps}>
      <SettingsSection
        title="Name"
        description="Members see it in the workspace switcher, and invited people in the email."
        footer={<SubmitButton pending={pending}>Save name</SubmitButton>}
      >
        <FormSummary>{summary}</FormSummary>
        <Field label="Workspace name" hint="Up to 100 characters." error={errors.name}>
          {(aria) => (
            <Input
              {...aria}
              name="name"
              defaultValue={name}
              autoComplete="organization"
              maxLength={100}
              required
              className="max-w-md"
            />
          )}
        </Field>
      </SettingsSection>
    </form>
  );
}
