"use client";

import { useState } from "react";
import { type ApiProblem, callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
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
import type { MintedKey, NewKey } from "#lib/keys/schema.ts";
import type { Scope } from "#lib/scopes/schema.ts";

const CREATED_BEFORE =
  "Your previous attempt created a key, but its answer was lost. Revoke that key if you don't need it, or submit again to create another one.";

async function createKey(attempt: Attempt<Partial<NewKey>>): Promise<MintedKey> {
  const { data } = await callApi<{ data: MintedKey }>("POST", "/keys", attempt);
  if (data.secret !== null) return data;
  // An earlier attempt created the key, but its answer with the secret was lost. Nobody has seen that secret.
  return (await callApi<{ data: MintedKey }>("POST", `/keys/${data.id}/rotate`)).data;
}

type CreateKeyFormProps = { scopes: Scope[]; onMinted: (key: MintedKey) => void };

export function CreateKeyForm({ scopes, onMinted }: CreateKeyFormProps) {
  const [input] = useState(() => new IdempotentInput<Partial<NewKey>>());
  const { formProps, errors, summary, problem, pending } = useApiForm({
    fields: ["name", "environment", "scopes", "expires_at", "rate_limit"],
    send: (form: FormData) => input.send(form, (data) => newKeyBody(data, Date.now()), createKey),
    onDone: onMinted,
  });
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-6">
        <FormSummary>{problem?.code === "idempotency_key_reused" ? CREATED_BEFORE : summary}</FormSummary>
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
