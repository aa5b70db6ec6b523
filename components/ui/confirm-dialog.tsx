"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type ConfirmDialogProps = {
  open: boolean;
  onClose: () => void;
  heading: string;
  description?: ReactNode;
  /** What the user has to type, for what can't be undone. */
  typed?: { label: string; text: string };
  action: string;
  tone?: "danger" | "primary";
  pending: boolean;
  error: string | undefined;
  onConfirm: () => void;
  children?: ReactNode;
};

/** Asks before something that has consequences. Stays open with the error if it fails. */
export function ConfirmDialog({ open, onClose, heading, description, ...content }: ConfirmDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogPanel role="alertdialog" heading={heading} description={description}>
        <ConfirmForm {...content} />
      </DialogPanel>
    </Dialog>
  );
}

type ConfirmFormProps = Omit<ConfirmDialogProps, "open" | "onClose" | "heading" | "description">;

function ConfirmForm({
  typed,
  action,
  tone = "danger",
  pending,
  error,
  onConfirm,
  children,
}: ConfirmFormProps) {
  const [text, setText] = useState("");
  const [mismatch, setMismatch] = useState(false);
  const [typedAtFirst] = useState(typed !== undefined);
  function submit(event: FormEvent) {
    event.preventDefault();
    const wrong = typed !== undefined && plain(text) !== plain(typed.text);
    setMismatch(wrong);
    if (!wrong) onConfirm();
  }
  return (
    <form method="post" noValidate onSubmit={submit} className="contents">
      <DialogBody className="grid gap-5 text-sm">
        {children}
        {typed ? (
          <Field label={typed.label} error={mismatch ? `Type “${typed.text}” to confirm.` : undefined}>
            {(aria) => (
              <Input
                {...aria}
                value={text}
                // The first thing to do in the dialog, also below a list. Not if a choice in it has added the field.
                autoFocus={typedAtFirst}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => {
                  setText(event.target.value);
                  setMismatch(false);
                }}
              />
            )}
          </Field>
        ) : null}
        <FormSummary>{error}</FormSummary>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <Button type="submit" tone={tone} pending={pending}>
          {pending ? <Spinner /> : null}
          {action}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** Browsers show several spaces as one, and the same letter can be written in two ways. */
const plain = (text: string) => text.normalize().replaceAll(/\s+/g, " ").trim();
