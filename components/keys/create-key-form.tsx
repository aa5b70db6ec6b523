"use client";

import { type ApiProblem, callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { EnvironmentField } from "#components/keys/environment-field.tsx";
import { ExpiryField } from "#components/keys/expiry-field.tsx";
import { newKeyBody } from "#components/keys/new-key-body.ts";
import { RateLimitField } from "#components/keys/rate-limit-field.tsx";
import { ScopePicker } from "#components/keys/scope-picker.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";
import type { Scope } from "#lib/scopes/schema.ts";

type CreateKeyFormProps = { scopes: Scope[]; onMinted: (key: MintedKey) => void };

export function CreateKeyForm({ scopes, onMinted }: CreateKeyFormProps) {
  const { formProps, errors, summary, problem, pending } = useApiForm({
    fields: ["name", "environment", "scopes", "expires_at", "rate_limit"],
    send: (form: FormData) =>
      callApi<{ data: MintedKey }>("POST", "/keys", { body: newKeyBody(form, Date.now()) }),
    onDone: ({ data }) => onMinted(data),
  });
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-6">
        <FormSummary>{summary}</FormSummary>
        <Field label="Name" hint="For example, the app, job or server that uses it." error={errors.name}>
          {(aria) => (
            <Input {...aria} name="name" placeholder="ci-pipeline" autoComplete="off" maxLength={200} />
          )}
        </Field>
        <EnvironmentField />
        <ScopePicker scopes={scopes} error={errors.scopes} />
        <ExpiryField error={expiryError(problem)} />
        <RateLimitField error={errors.rate_limit} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton pending={pending}>Create key</SubmitButton>
      </DialogFooter>
    </form>
  );
}

/** The API's message is about timestamps, but the form asks for a date. */
function expiryError(problem: ApiProblem | null): string | undefined {
  const error = problem?.errors.find(({ pointer }) => pointer === "/expires_at");
  if (!error) return undefined;
  return error.code === "not_in_the_future" ? "Choose today or a later date." : "Choose a date.";
}
