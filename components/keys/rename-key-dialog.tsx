"use client";

import type { FormEvent } from "react";
import { useChangeKey } from "#components/keys/use-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type RenameKeyDialogProps = { apiKey: PublicKey; open: boolean; onClose: () => void };

export function RenameKeyDialog({ apiKey, open, onClose }: RenameKeyDialogProps) {
  const change = useChangeKey();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    onClose();
    if (name && name !== apiKey.name) change.mutate({ id: apiKey.id, name });
  }
  return (
    <Dialog open={open} onOpenChange={onClose}>
      <DialogPanel heading="Rename key" description="The secret stays the same.">
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Name">
              {(aria) => (
                <Input
                  {...aria}
                  name="name"
                  defaultValue={apiKey.name ?? ""}
                  maxLength={100}
                  autoComplete="off"
                  required
                />
              )}
            </Field>
          </DialogBody>
          <DialogFooter>
            <DialogClose asChild>
              <Button tone="plain">Cancel</Button>
            </DialogClose>
            <Button type="submit">Save</Button>
          </DialogFooter>
        </form>
      </DialogPanel>
    </Dialog>
  );
}
