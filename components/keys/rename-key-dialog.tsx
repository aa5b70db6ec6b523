"use client";

import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { useSendChange } from "#components/keys/use-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type RenameKeyDialogProps = { apiKey: PublicKey; open: boolean; onClose: () => void };

export function RenameKeyDialog({ apiKey, open, onClose }: RenameKeyDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogPanel heading="Rename key" description="The secret stays the same.">
        <RenameKeyForm apiKey={apiKey} onDone={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

function RenameKeyForm({ apiKey, onDone }: { apiKey: PublicKey; onDone: () => void }) {
  const sendChange = useSendChange();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["name"],
    send: (form) => sendChange(apiKey.id, { name: String(form.get("name")).trim() }),
    onDone,
  });
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field label="Name" hint="Leave it empty to remove the name." error={errors.name}>
          {(aria) => (
            <Input
              {...aria}
              name="name"
              defaultValue={apiKey.name ?? ""}
              maxLength={100}
              autoComplete="off"
              onFocus={(event) => event.target.select()}
            />
          )}
        </Field>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton pending={pending}>Rename key</SubmitButton>
      </DialogFooter>
    </form>
  );
}
