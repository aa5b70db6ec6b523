"use client";

import type { ReactNode } from "react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { useRefreshDesk } from "#components/operator/use-refresh-desk.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";

type ActionDialogProps<Answer> = {
  heading: string;
  description: ReactNode;
  action: string;
  tone?: "primary" | "danger";
  /** Fields besides the reason that show their own errors. */
  fields?: readonly string[];
  /** Whether it asks for a reason, and who can read it. */
  reason?: string;
  send: (form: FormData) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose: () => void;
  children?: ReactNode | ((errors: Record<string, string | undefined>) => ReactNode);
};

/** Asks before an operator changes something that belongs to others. Stays open with the errors if it fails. */
export function ActionDialog<Answer>({ heading, description, onClose, ...form }: ActionDialogProps<Answer>) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel role="alertdialog" heading={heading} description={description}>
        <ActionForm onClose={onClose} {...form} />
      </DialogPanel>
    </Dialog>
  );
}

type ActionFormProps<Answer> = Omit<ActionDialogProps<Answer>, "heading" | "description">;

function ActionForm<Answer>({
  action,
  tone = "danger",
  fields = [],
  reason,
  send,
  onDone,
  onClose,
  children,
}: ActionFormProps<Answer>) {
  const refresh = useRefreshDesk();
  const form = useApiForm({
    fields: [...fields, "reason"],
    send,
    onDone(answer: Answer) {
      onDone(answer);
      void refresh();
      onClose();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action={action} tone={tone}>
      {typeof children === "function" ? children(form.errors) : children}
      {reason ? (
        <Field label="Reason" hint={`Optional. ${reason}`} error={form.errors.reason}>
          {(aria) => <Textarea {...aria} name="reason" rows={2} maxLength={500} />}
        </Field>
      ) : null}
    </DialogForm>
  );
}
