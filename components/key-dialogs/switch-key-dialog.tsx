"use client";

import { keyName } from "#components/keys/key-name.ts";
import { refusalText } from "#components/keys/key-rights.ts";
import { useKeyCall } from "#components/keys/use-key.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { toast } from "#components/ui/toast.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

type SwitchKeyDialogProps = { apiKey: PublicKey; enable: boolean; onClose: () => void };

/** Disables or enables a key. */
export function SwitchKeyDialog({ apiKey, enable, onClose }: SwitchKeyDialogProps) {
  const name = keyName(apiKey);
  const change = useKeyCall(apiKey.id, () => {
    toast.success(enable ? `${name} is enabled` : `${name} is disabled`);
    onClose();
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={enable ? `Enable ${name}?` : `Disable ${name}?`}
      description={
        enable
          ? "Requests with this key are accepted again immediately."
          : "Requests with this key get 403 immediately. You can enable it again at any time."
      }
      action={enable ? "Enable key" : "Disable key"}
      tone={enable ? "primary" : "danger"}
      pending={change.isPending}
      error={refusalText(change.error)}
      onConfirm={() => change.mutate({ method: "PATCH", change: { enabled: enable } })}
    >
      <p>
        {apiKey.last_used_at ? (
          <>
            It was last used <TimeAgo at={apiKey.last_used_at} />.
          </>
        ) : (
          "It has never been used."
        )}
      </p>
    </ConfirmDialog>
  );
}
