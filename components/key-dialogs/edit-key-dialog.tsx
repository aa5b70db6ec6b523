"use client";

import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { KeyFormFields } from "#components/key-dialogs/key-form-fields.tsx";
import { changedFields, keyErrors, keyFields } from "#components/key-dialogs/key-values.ts";
import { keyName } from "#components/keys/key-name.ts";
import { refusalText } from "#components/keys/key-rights.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { useTakeKey } from "#components/keys/use-key.ts";
import { useKeyRules } from "#components/keys/use-key-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type EditKeyDialogProps = { apiKey: PublicKey; rules: KeyRules; onClose: () => void };

export function EditKeyDialog(props: EditKeyDialogProps) {
  return (
    <Dialog open onOpenChange={props.onClose}>
      <DialogPanel
        heading="Edit key"
        description={`Changes to ${keyName(props.apiKey)} take effect immediately. The secret stays the same.`}
      >
        <EditKeyForm {...props} />
      </DialogPanel>
    </Dialog>
  );
}

function EditKeyForm({ apiKey, rules: rendered, onClose }: EditKeyDialogProps) {
  const rules = useKeyRules(rendered);
  const take = useTakeKey();
  const { formProps, errors, problem, summary, pending } = useApiForm({
    fields: keyFields,
    check: (form) => keyErrors({ form, rules, key: apiKey, nowMs: Date.now() }),
    async send(form: FormData): Promise<PublicKey> {
      const body = changedFields({ form, rules, key: apiKey, nowMs: Date.now() });
      if (Object.keys(body).length === 0) return apiKey;
      return (await callApi<{ data: PublicKey }>("PATCH", `/keys/${apiKey.id}`, { body })).data;
    },
    onDone(key) {
      void take(key);
      onClose();
    },
  });
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-6">
        <FormSummary>{summary && problem ? refusalText(problem) : summary}</FormSummary>
        <KeyFormFields current={apiKey} rules={rules} errors={errors} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton pending={pending}>Save changes</SubmitButton>
      </DialogFooter>
    </form>
  );
}
