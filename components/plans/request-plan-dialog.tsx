"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { planRequestKey } from "#components/plans/use-plan-request.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Plan } from "#lib/plans/schema.ts";
import type { PlanRequest, PlanRequested } from "#lib/workspaces/schema.ts";

type RequestPlanDialogProps = { workspaceId: string; plan: Plan; onClose: () => void };

export function RequestPlanDialog({ plan, onClose, ...rest }: RequestPlanDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading={`Request ${plan.name} plan`}
        description="Your request is emailed to the operator of this site. Your plan stays the same until they change it."
      >
        <RequestPlanForm plan={plan} onDone={onClose} {...rest} />
      </DialogPanel>
    </Dialog>
  );
}

type RequestPlanFormProps = { workspaceId: string; plan: Plan; onDone: () => void };

function RequestPlanForm({ workspaceId, plan, onDone }: RequestPlanFormProps) {
  const client = useQueryClient();
  const [input] = useState(() => new IdempotentInput<PlanRequest>());
  const send = (attempt: Attempt<PlanRequest>) =>
    callApi<{ data: PlanRequested }>("POST", `/workspaces/${workspaceId}/plan-requests`, attempt);
  const form = useApiForm({
    fields: ["note"],
    send: (form: FormData) =>
      input.send(form, (data) => ({ plan: plan.id, note: String(data.get("note")) }), send),
    onDone() {
      toast.success(`The ${plan.name} plan is requested`);
      void client.invalidateQueries({ queryKey: planRequestKey });
      onDone();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Request plan">
      <Field
        label="Note"
        hint="Optional. For example, how many requests you expect. You can ask 3 times a day."
        error={form.errors.note}
      >
        {(aria) => <Textarea {...aria} name="note" rows={4} maxLength={1000} />}
      </Field>
    </DialogForm>
  );
}
