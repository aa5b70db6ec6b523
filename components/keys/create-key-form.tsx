"use client";

import { useState } from "react";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { AdvancedFields } from "#components/keys/advanced-fields.tsx";
import { EnvironmentField } from "#components/keys/environment-field.tsx";
import { ExpiryField } from "#components/keys/expiry-field.tsx";
import { KeyRoom } from "#components/keys/key-room.tsx";
import { newKeyBody, newKeyErrors } from "#components/keys/new-key-body.ts";
import type { NewKeyRules } from "#components/keys/new-key-rules.ts";
import { RateLimitField } from "#components/keys/rate-limit-field.tsx";
import { ScopeField } from "#components/keys/scope-field.tsx";
import { scopeChoices } from "#components/keys/scope-presets.ts";
import { useEnvironment } from "#components/shell/environment.ts";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { MintedKey, NewKey } from "#lib/keys/schema.ts";

const CREATED_BEFORE =
  "Your previous attempt created a key, but its answer was lost. Revoke that key if you don't need it, or submit again to create another one.";
const FIELDS = ["name", "scopes", "expires_at", "rate_limit", "external_id", "metadata"];

async function createKey(attempt: Attempt<Partial<NewKey>>): Promise<MintedKey> {
  const { data } = await callApi<{ data: MintedKey }>("POST", "/keys", attempt);
  if (data.secret !== null) return data;
  // An earlier attempt created the key, but its answer with the secret was lost. Nobody has seen that secret.
  return (await callApi<{ data: MintedKey }>("POST", `/keys/${data.id}/rotate`)).data;
}

type CreateKeyFormProps = { rules: NewKeyRules; onMinted: (key: MintedKey) => void };

export function CreateKeyForm({ rules, onMinted }: CreateKeyFormProps) {
  const [environment] = useEnvironment();
  const [input] = useState(() => new IdempotentInput<Partial<NewKey>>());
  const { formProps, errors, summary, problem, pending } = useApiForm({
    fields: FIELDS,
    async send(form: FormData) {
      const wrong = newKeyErrors(form, rules, Date.now());
      if (wrong.length > 0) throw new ApiProblem(422, { code: "validation_failed", errors: wrong });
      return input.send(form, (data) => newKeyBody(data, rules, Date.now()), createKey);
    },
    onDone: onMinted,
  });
  const { limits, key_policy: policy } = rules.workspace;
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-6">
        <FormSummary>{problem?.code === "idempotency_key_reused" ? CREATED_BEFORE : summary}</FormSummary>
        <KeyRoom limits={limits} />
        <Field label="Name" hint="For example, the app, job or server that uses it." error={errors.name}>
          {(aria) => (
            <Input {...aria} name="name" placeholder="ci-pipeline" autoComplete="off" maxLength={100} />
          )}
        </Field>
        <EnvironmentField preset={environment} />
        <ScopeField choices={scopeChoices(rules.scopes, policy.grantable_scopes)} error={errors.scopes} />
        <ExpiryField policy={policy} error={errors.expires_at} />
        <RateLimitField requestsPerMinute={limits.requests_per_minute} error={errors.rate_limit} />
        <AdvancedFields errors={errors} />
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
