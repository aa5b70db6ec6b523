"use client";

import { useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { numberOrNull } from "#components/forms/form-values.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { OperatorWorkspace, OperatorWorkspaceChange } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type AcceptRequestDialogProps = {
  workspace: OperatorWorkspace;
  /** Undefined if the plan was deleted meanwhile. The API says so. */
  plan: OperatorPlan | undefined;
  onClose: () => void;
};

export function AcceptRequestDialog({ workspace, plan, onClose }: AcceptRequestDialogProps) {
  const name = plan?.name ?? workspace.plan_request?.plan;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading="Accept request"
        description={`Moves ${workspace.name} to the ${name} plan. Its limits hold from the next request on.`}
      >
        <AcceptForm workspace={workspace} plan={plan} onClose={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

function AcceptForm({ workspace, plan, onClose }: AcceptRequestDialogProps) {
  const client = useQueryClient();
  const needsLimit = plan?.requests_per_minute === null && workspace.limits.requests_per_minute === null;
  const form = useApiForm({
    fields: needsLimit ? ["limits.requests_per_minute"] : [],
    check: (data: FormData) =>
      needsLimit && !data.get("limits.requests_per_minute")
        ? [{ pointer: "/limits/requests_per_minute", code: "required", detail: "Enter a number." }]
        : [],
    send: (data: FormData) => {
      const body: OperatorWorkspaceChange = {
        ...(workspace.plan_request ? { plan: workspace.plan_request.plan } : {}),
        ...(needsLimit
          ? { limits: { requests_per_minute: numberOrNull(data, "limits.requests_per_minute") } }
          : {}),
      };
      return callApi<{ data: OperatorWorkspace }>("PATCH", `/operator/workspaces/${workspace.id}`, { body });
    },
    onDone() {
      toast.success(`${workspace.name} has the ${plan?.name ?? "new"} plan`);
      void client.invalidateQueries({ queryKey: ["operator"] });
      onClose();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Accept request">
      {needsLimit ? (
        <Field
          label="Requests per minute"
          hint="The plan has no limit of its own, so the workspace needs one."
          error={form.errors["limits.requests_per_minute"]}
        >
          {(aria) => (
            <Input
              {...aria}
              name="limits.requests_per_minute"
              inputMode="numeric"
              autoComplete="off"
              className="max-w-48"
            />
          )}
        </Field>
      ) : null}
    </DialogForm>
  );
}
