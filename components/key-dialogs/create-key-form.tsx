"use client";

import { useState } from "react";
import { type ApiProblem, callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { EnvironmentField } from "#components/key-dialogs/environment-field.tsx";
import { KeyFormFields } from "#components/key-dialogs/key-form-fields.tsx";
import { KeyRoom } from "#components/key-dialogs/key-room.tsx";
import { keyErrors, keyFields, newKeyBody } from "#components/key-dialogs/key-values.ts";
import { refusalText } from "#components/keys/key-rights.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { useEnvironment } from "#components/shell/environment.ts";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog.tsx";
import type { MintedKey, NewKey } from "#lib/keys/schema.ts";

const CREATED_BEFORE =
  "Your previous attempt created a key, but its answer was lost. Revoke that key if you don't need it, or submit again to create another one.";
async function createKey(attempt: Attempt<Partial<NewKey>>): Promise<MintedKey> {
  const { data } = await callApi<{ data: MintedKey }>("POST", "/keys", attempt);
  if (data.secret !== null) return data;
  // An earlier attempt created the key, but its answer with the secret was lost. Nobody has seen that secret.
  return (await callApi<{ data: MintedKey }>("POST", `/keys/${data.id}/rotate`)).data;
}

type CreateKeyFormProps = { rules: KeyRules; onMinted: (key: MintedKey) => void };

export function CreateKeyForm({ rules, onMinted }: CreateKeyFormProps) {
  const [environment] = useEnvironment();
  const [input] = useState(() => new IdempotentInput<Partial<NewKey>>());
  const { formProps, errors, summary, problem, pending } = useApiForm({
    fields: keyFields,
    check: (form) => keyErrors({ form, rules, key: null, nowMs: Date.now() }),
    send: (form: FormData) =>
      input.send(form, (data) => newKeyBody({ form: data, rules, key: null, nowMs: Date.now() }), createKey),
    onDone: onMinted,
  });
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-6">
        <FormSummary>{summaryOf(problem, summary)}</FormSummary>
        <KeyRoom limits={rules.workspace.limits} />
        <KeyFormFields current={null} rules={rules} errors={errors}>
          <EnvironmentField preset={environment} error={errors.environment} />
        </KeyFormFields>
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

function summaryOf(problem: ApiProblem | null, summary: string | null) {
  if (problem?.code === "idempotency_key_reused") return CREATED_BEFORE;
  return summary && problem ? refusalText(problem) : summary;
}
