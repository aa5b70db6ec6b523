"use client";

import { useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Service } from "#lib/services/schema.ts";

export function RevokeServiceDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const client = useQueryClient();
  const { id, name } = service;
  const revoke = useSubmission({
    mutationFn: () => callApi<void>("DELETE", `/operator/services/${id}`),
    onSuccess() {
      toast.success(`${name} was revoked`, { description: "Requests with this credential now get 401." });
      onClose();
    },
    // Also after an error: it may be revoked already.
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "services"] }),
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`Revoke ${name}?`}
      description="Requests with this credential fail with 401 immediately, so whoever uses it can't verify keys any more. This can't be undone."
      typed={{ label: `Type ${name} to confirm`, text: name }}
      action="Revoke service"
      pending={revoke.isPending || revoke.isSuccess}
      error={revoke.error?.message}
      onConfirm={() => revoke.mutate()}
    />
  );
}
