"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { operatorPlansKey } from "#components/plans/operator-plans-key.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { toast } from "#components/ui/toast.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

export function DeletePlanDialog({ plan, onClose }: { plan: OperatorPlan; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useSubmission({
    mutationFn: () => callApi<void>("DELETE", `/operator/plans/${plan.id}`),
    onSuccess() {
      toast.success(`${plan.name} was deleted`);
      onClose();
    },
    // Also after an error: it may be deleted already.
    onSettled: () => client.invalidateQueries({ queryKey: operatorPlansKey }),
  });
  const { error } = remove;
  const inUse = error instanceof ApiProblem && error.reason === "plan_in_use";
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`Delete ${plan.name}?`}
      description="Only a plan that no workspace uses, and that new workspaces don't get, can be deleted. It disappears from the list of plans that workspaces can ask for."
      action="Delete plan"
      pending={remove.isPending || remove.isSuccess}
      error={error?.message}
      onConfirm={() => remove.mutate()}
    >
      {inUse ? (
        <p>
          <TextLink href={`/operator/workspaces?plan=${plan.id}`}>Show the workspaces on this plan</TextLink>
        </p>
      ) : null}
    </ConfirmDialog>
  );
}
