"use client";

import { useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Service } from "#lib/services/schema.ts";

export function EndOverlapDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const client = useQueryClient();
  const { id, name } = service;
  const end = useSubmission({
    mutationFn: () => callApi("POST", `/operator/services/${id}/rotate/end`),
    onSuccess() {
      toast.success(`The overlap of ${name} has ended`, {
        description: "Requests with the previous secret now get 401.",
      });
      onClose();
    },
    // Also after an error: it may have ended already.
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "services"] }),
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`End the overlap of ${name}?`}
      description="Requests with the previous secret fail with 401 immediately. The new secret isn't affected."
      action="End overlap"
      pending={end.isPending || end.isSuccess}
      error={end.error?.message}
      onConfirm={() => end.mutate()}
    />
  );
}
