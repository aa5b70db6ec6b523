"use client";

import type { ComponentProps, ReactNode } from "react";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog.tsx";

type DialogFormProps = {
  /** What `useApiForm` returns. */
  form: { formProps: ComponentProps<"form">; summary: ReactNode };
  pending: boolean;
  /** What the main button says. */
  action: string;
  tone?: "primary" | "danger";
  children: ReactNode;
};

/** The form in a dialog: its fields, what is wrong with all of it, and its two buttons. */
export function DialogForm({ form, pending, action, tone = "primary", children }: DialogFormProps) {
  return (
    <form {...form.formProps} className="contents">
      <DialogBody className="grid gap-5">
        {children}
        <FormSummary>{form.summary}</FormSummary>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton tone={tone} pending={pending}>
          {action}
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}
