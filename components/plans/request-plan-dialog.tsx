"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { planRequestKey } from "#components/plans/use-plan-request.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Plan } from "#lib/plans/schema.ts";
import type { PlanRequest, PlanRequested } from "#lib/workspaces/schema.ts";

type RequestPlanDialogProps = { workspaceId: string; plan: Plan; onClose: () => void };

export function RequestPlanDialog({ plan, onClose, ...rest }: RequestPlanDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading={`Request ${plan.name} plan`}
        description="The people who run this site get an email. The plan stays the same until they change it."
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
  const { formProps, errors, summary, pending } = useApiForm({
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
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field
          label="Note"
          hint="Optional. For example, how many requests you expect. You can ask 3 times a day."
          error={errors.note}
        >
          {(aria) => (
            <textarea
              {...aria}
              name="note"
              rows={4}
              maxLength={1000}
              className="w-full resize-y rounded-lg border border-line-strong bg-surface px-3 py-2 text-base hover:border-muted/60 focus-visible:border-brass focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-brass/30 aria-invalid:border-danger sm:text-sm"
            />
          )}
        </Field>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton pending={pending}>Request plan</SubmitButton>
      </DialogFooter>
    </form>
  );
}
