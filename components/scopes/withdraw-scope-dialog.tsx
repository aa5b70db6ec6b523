"use client";

import { useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { offeredScopesKey } from "#components/scopes/use-scopes.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";

export function WithdrawScopeDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useSubmission({
    mutationFn: () => callApi<void>("DELETE", `/operator/scopes/${encodeURIComponent(name)}`),
    onSuccess() {
      toast.success(`${name} was deleted`);
      onClose();
    },
    // Also after an error: it may be deleted already.
    onSettled: () => client.invalidateQueries({ queryKey: offeredScopesKey }),
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`Delete ${name}?`}
      description="This can't be undone. Creating it again later doesn't give it back to any key."
      typed={{ label: `Type ${name} to confirm`, text: name }}
      action="Delete scope"
      pending={remove.isPending || remove.isSuccess}
      error={remove.error?.message}
      onConfirm={() => remove.mutate()}
    >
      <p>
        Keys of all workspaces lose the scope immediately, and requests that need it fail with 403. Workspaces
        that have a scope of their own with this name keep it.
      </p>
    </ConfirmDialog>
  );
}
