"use client";

import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { keyName } from "#components/keys/key-name.ts";
import { revokeConfirmation } from "#components/keys/revoke-confirmation.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { FoundKey } from "#lib/operator/lookup-schema.ts";

type RevokeFoundKeyDialogProps = {
  apiKey: FoundKey;
  onRevoked: (key: FoundKey) => void;
  onClose: () => void;
};

export function RevokeFoundKeyDialog({ apiKey, onRevoked, onClose }: RevokeFoundKeyDialogProps) {
  const name = keyName(apiKey);
  const revoke = useSubmission({
    mutationFn: () => callApi<{ data: PublicKey }>("DELETE", `/operator/keys/${apiKey.id}`),
    onSuccess({ data }) {
      toast.success(`${name} is revoked`, { description: "Requests with this key now get 401." });
      onRevoked({ ...apiKey, ...data });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`Revoke ${name}?`}
      description="Requests with this key will fail with 401 immediately. This can't be undone."
      typed={revokeConfirmation(apiKey)}
      action="Revoke key"
      pending={revoke.isPending || revoke.isSuccess}
      error={revoke.error?.message}
      onConfirm={() => revoke.mutate()}
    >
      <p className="wrap-anywhere">
        It belongs to {apiKey.workspace.name}. Nobody is emailed: write to{" "}
        {apiKey.workspace.owners.join(", ") || "its members"} before or after.
      </p>
    </ConfirmDialog>
  );
}
