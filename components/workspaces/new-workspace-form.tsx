"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { LogOutButton } from "#components/settings/log-out-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

type NewWorkspace = { name: string };

async function createWorkspace(attempt: Attempt<NewWorkspace>): Promise<void> {
  await callApi("POST", "/workspaces", attempt);
}

/** What users without a workspace see instead of their settings. */
export function NewWorkspaceForm({ email, operator }: { email: string; operator: boolean }) {
  const [input] = useState(() => new IdempotentInput<NewWorkspace>());
  const { formProps, errors, summary, pending, mutation } = useApiForm({
    fields: ["name"],
    send: (form: FormData) =>
      input.send(form, (data) => ({ name: String(data.get("name")) }), createWorkspace),
    // A full page load, so that every page sees the new workspace.
    onDone: () => window.location.assign("/settings/api-keys"),
  });
  return (
    <>
      <AuthHeading title="Create a workspace">
        You have no workspace yet. A workspace has its own API keys, members and usage.
      </AuthHeading>
      <form {...formProps} action="/new-workspace" className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field label="Name" hint="For example, your team or product." error={errors.name}>
          {(aria) => <Input {...aria} name="name" autoComplete="organization" maxLength={100} required />}
        </Field>
        <SubmitButton size="large" pending={pending || mutation.isSuccess}>
          Create workspace
        </SubmitButton>
      </form>
      <div className="mt-8 flex flex-wrap items-center justify-between gap-3 text-muted text-sm">
        <span className="min-w-0 wrap-anywhere">Logged in as {email}</span>
        <TextLink href="/settings/account">Account settings</TextLink>
        {operator ? <TextLink href="/operator">Operator desk</TextLink> : null}
        <LogOutButton />
      </div>
    </>
  );
}
