"use client";

import { Consequences } from "#components/account/deletion-consequences.tsx";
import { leaveAccount } from "#components/account/leave-account.ts";
import { useRefreshAccount } from "#components/account/use-account.ts";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { withPassword } from "#components/forms/as-field-error.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { DeletionPreview } from "#lib/accounts/schema.ts";

type DeleteAccountDialogProps = { email: string; preview: DeletionPreview; onClose: () => void };

/** Asks for the email, so that nobody deletes an account by mistake, and for the password, which the API checks. */
export function DeleteAccountDialog({ email, preview, onClose }: DeleteAccountDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel role="alertdialog" heading="Delete account" description="This can't be undone.">
        <DeleteForm email={email} preview={preview} />
      </DialogPanel>
    </Dialog>
  );
}

function DeleteForm({ email, preview }: { email: string; preview: DeletionPreview }) {
  const refresh = useRefreshAccount();
  const form = useApiForm({
    fields: ["email", "password"],
    async send(form: FormData) {
      const password = String(form.get("password"));
      requireInput(String(form.get("email")).trim() === email, password !== "", email);
      try {
        await withPassword("password", callApi("POST", "/me/delete", { body: { password } }));
      } catch (error) {
        // Perhaps because of a workspace that is new in the list behind the dialog.
        void refresh();
        throw error;
      }
    },
    onDone: () => leaveAccount("account_deleted"),
  });
  return (
    <DialogForm
      form={form}
      pending={form.pending || form.mutation.isSuccess}
      action="Delete account"
      tone="danger"
    >
      <Consequences preview={preview} />
      <Field label={`Type ${email} to confirm`} error={form.errors.email}>
        {(aria) => (
          <Input {...aria} name="email" autoComplete="off" autoCapitalize="none" spellCheck={false} />
        )}
      </Field>
      <Field label="Your password" error={form.errors.password}>
        {(aria) => <PasswordInput {...aria} name="password" autoComplete="current-password" />}
      </Field>
    </DialogForm>
  );
}

/** Throws what is missing, by field. Nothing is sent then. */
function requireInput(typed: boolean, password: boolean, email: string) {
  const errors = [];
  if (!typed) errors.push({ pointer: "/email", code: "mismatch", detail: `Type “${email}” to confirm.` });
  if (!password) errors.push({ pointer: "/password", code: "required", detail: "Enter your password." });
  if (errors.length > 0) throw new ApiProblem(422, { code: "validation_failed", errors });
}
