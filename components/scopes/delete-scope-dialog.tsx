"use client";

import { useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { KeysConcerned } from "#components/keys/keys-concerned.tsx";
import { scopesKey } from "#components/scopes/use-scopes.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";

export function DeleteScopeDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useSubmission({
    mutationFn: () => callApi<void>("DELETE", `/scopes/${encodeURIComponent(name)}`),
    onSuccess() {
      toast.success(`${name} was deleted`, { description: "No key has this scope any more." });
      onClose();
    },
    // Also after an error: it may be deleted already.
    onSettled: () => client.invalidateQueries({ queryKey: scopesKey }),
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`Delete ${name}?`}
      description="This can't be undone. Creating it again later doesn't give it back to these keys."
      typed={{ label: `Type ${name} to confirm`, text: name }}
      action="Delete scope"
      pending={remove.isPending || remove.isSuccess}
      error={remove.error?.message}
      onConfirm={() => remove.mutate()}
    >
      <KeysConcerned
        filter={{ scope: name }}
        none="No key has this scope."
        some="These keys lose the scope immediately. Requests that need it will fail with 403:"
      />
    </ConfirmDialog>
  );
}
