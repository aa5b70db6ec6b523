"use client";

import { toast } from "sonner";
import { keyName } from "#components/keys/key-name.ts";
import { useRevokeKey } from "#components/keys/use-keys.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type RevokeKeyDialogProps = { apiKey: PublicKey; open: boolean; onClose: () => void };

export function RevokeKeyDialog({ apiKey, open, onClose }: RevokeKeyDialogProps) {
  const revoke = useRevokeKey();
  const name = keyName(apiKey);
  function confirm() {
    revoke.mutate(apiKey.id, {
      onSuccess() {
        toast.success(`${name} is revoked`, { description: "Requests with this key now get 401." });
        onClose();
      },
    });
  }
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      heading={`Revoke ${name}?`}
      description="Requests with this key will fail with 401 immediately. This can't be undone."
      typed={toType(apiKey)}
      action="Revoke key"
      pending={revoke.isPending}
      error={revoke.error?.message}
      onConfirm={confirm}
    >
      <p className="text-pretty">
        <code className="break-all text-compact">{apiKey.hint}</code>{" "}
        {apiKey.last_used_at ? (
          <>
            was last used <TimeAgo at={apiKey.last_used_at} />.
          </>
        ) : (
          "has never been used."
        )}
      </p>
    </ConfirmDialog>
  );
}

const shownEnd = 4;

/** A hint has characters that keyboards don't have, so a key without a name is confirmed by its hint's end. */
function toType({ name, hint }: PublicKey) {
  if (name) return { label: `Type “${name}” to confirm`, text: name };
  const end = hint.slice(-shownEnd);
  return { label: `Type the last ${shownEnd} characters, “${end}”, to confirm`, text: end };
}
