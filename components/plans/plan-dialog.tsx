"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { asFieldError } from "#components/forms/as-field-error.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { operatorPlansKey } from "#components/plans/operator-plans-key.ts";
import { planBody, planChange } from "#components/plans/plan-body.ts";
import { PlanFields } from "#components/plans/plan-fields.tsx";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { NewPlan, OperatorPlan } from "#lib/plans/schema.ts";

type PlanDialogProps = { plan: OperatorPlan | null; onClose: () => void };

export function PlanDialog({ plan, onClose }: PlanDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading={plan ? "Edit plan" : "Create plan"}
        description={
          plan
            ? "The new limits decide every request from now on."
            : "Workspaces can ask for it as soon as it exists."
        }
      >
        <PlanForm plan={plan} onDone={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

const fields = [
  "id",
  "name",
  "requests_per_minute",
  "monthly_quota",
  "max_active_keys",
  "rotation_overlap_max_seconds",
  "max_lifetime_days",
  "position",
];

const create = (attempt: Attempt<NewPlan>) =>
  callApi<{ data: OperatorPlan }>("POST", "/operator/plans", attempt);

function PlanForm({ plan, onDone }: { plan: OperatorPlan | null; onDone: () => void }) {
  const client = useQueryClient();
  const [input] = useState(() => new IdempotentInput<NewPlan>());
  const form = useApiForm({
    fields,
    send: (data: FormData) =>
      plan
        ? asFieldError(
            "requests_per_minute",
            ["plan_in_use"],
            callApi<{ data: OperatorPlan }>("PATCH", `/operator/plans/${plan.id}`, {
              body: planChange(data, plan),
            }),
          )
        : asFieldError("id", ["plan_exists"], input.send(data, planBody, create)),
    onDone({ data }) {
      toast.success(plan ? `${data.name} was changed` : `${data.name} was created`);
      void client.invalidateQueries({ queryKey: operatorPlansKey });
      onDone();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action={plan ? "Save plan" : "Create plan"}>
      <PlanFields plan={plan} errors={form.errors} />
    </DialogForm>
  );
}
