"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";
import { GrantableScopes } from "#components/workspaces/grantable-scopes.tsx";
import { policyBody } from "#components/workspaces/policy-body.ts";
import {
  ExpiryRule,
  LifetimeField,
  MaxKeysField,
  OverlapField,
} from "#components/workspaces/policy-fields.tsx";
import { workspaceKey } from "#components/workspaces/use-standing.ts";
import type { Scope } from "#lib/scopes/schema.ts";
import type { Workspace, WorkspaceDetail } from "#lib/workspaces/schema.ts";

type KeyPolicyFormProps = { workspace: WorkspaceDetail; scopes: Scope[] };

export function KeyPolicyForm({ workspace, scopes }: KeyPolicyFormProps) {
  const [before, setBefore] = useState<Workspace>(workspace);
  const client = useQueryClient();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["max_active_keys", "rotation_overlap_max_seconds", "max_lifetime_days", "grantable_scopes"],
    repeatable: true,
    send: (form: FormData) =>
      callApi<{ data: Workspace }>("PATCH", `/workspaces/${workspace.id}`, {
        body: policyBody(form, before),
      }),
    onDone({ data }) {
      setBefore(data);
      toast.success("Rules saved", { description: "They apply to keys created or changed from now on." });
      void client.invalidateQueries({ queryKey: workspaceKey });
    },
  });
  return (
    <form {...formProps}>
      <SettingsSection
        title="Rules for keys"
        description="They apply to keys that are created or changed from now on. If your plan has a rule, too, the stricter one applies."
        footer={<SubmitButton pending={pending}>Save rules</SubmitButton>}
      >
        <FormSummary>{summary}</FormSummary>
        <MaxKeysField workspace={workspace} error={errors.max_active_keys} />
        <OverlapField workspace={workspace} error={errors.rotation_overlap_max_seconds} />
        <LifetimeField workspace={workspace} error={errors.max_lifetime_days} />
        <ExpiryRule workspace={workspace} />
        <GrantableScopes
          granted={workspace.grantable_scopes}
          scopes={scopes}
          error={errors.grantable_scopes}
        />
      </SettingsSection>
    </form>
  );
}
