"use client";

import { refusalText } from "#components/keys/key-rights.ts";
import { useKeyCall } from "#components/keys/use-key.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { toast } from "#components/ui/toast.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

type EndOverlapDialogProps = {
  apiKey: PublicKey;
  rotation: NonNullable<PublicKey["rotation"]>;
  onClose: () => void;
};

export function EndOverlapDialog({ apiKey, rotation, onClose }: EndOverlapDialogProps) {
  const end = useKeyCall(apiKey.id, () => {
    toast.success("The overlap has ended", { description: "Requests with the old secret now get 401." });
    onClose();
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading="End overlap now?"
      description="The old secret stops working immediately. The new one isn't affected."
      action="End overlap now"
      pending={end.isPending}
      error={refusalText(end.error)}
      onConfirm={() => end.mutate({ method: "POST", path: "/rotate/end" })}
    >
      <p>
        Requests with <code className="wrap-anywhere text-[0.9375em]">{rotation.previous_hint}</code> will
        fail with 401.{" "}
        {rotation.previous_last_used_at ? (
          <>
            It was last used <TimeAgo at={rotation.previous_last_used_at} />.
          </>
        ) : (
          "It has never been used."
        )}
      </p>
    </ConfirmDialog>
  );
}
