"use client";

import { useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { textOf } from "#components/forms/form-values.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { OperatorWorkspace, OperatorWorkspaceChange } from "#lib/operator/workspace-schema.ts";

type DeclineRequestDialogProps = { workspace: OperatorWorkspace; onClose: () => void };

export function DeclineRequestDialog({ workspace, onClose }: DeclineRequestDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading="Decline request"
        description={`The plan of ${workspace.name} stays the same. Its owner can ask again.`}
      >
        <DeclineForm workspace={workspace} onClose={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

function DeclineForm({ workspace, onClose }: DeclineRequestDialogProps) {
  const client = useQueryClient();
  const form = useApiForm({
    fields: ["reason"],
    send: (data: FormData) => {
      const reason = textOf(data, "reason");
      const body: OperatorWorkspaceChange = { plan_request: "declined", ...(reason && { reason }) };
      return callApi<{ data: OperatorWorkspace }>("PATCH", `/operator/workspaces/${workspace.id}`, { body });
    },
    onDone() {
      toast.success(`The request of ${workspace.name} was declined`);
      void client.invalidateQueries({ queryKey: ["operator"] });
      onClose();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Decline request">
      <Field
        label="Reason"
        hint="Optional. The workspace's admins and owners can read it in their audit log."
        error={form.errors.reason}
      >
        {(aria) => <Textarea {...aria} name="reason" rows={3} maxLength={500} />}
      </Field>
    </DialogForm>
  );
}
