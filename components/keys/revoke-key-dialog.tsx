"use client";

import { toast } from "sonner";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { keyName } from "#components/keys/key-name.ts";
import { useRevokeKey } from "#components/keys/use-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type RevokeKeyDialogProps = { apiKey: PublicKey; open: boolean; onClose: () => void };

export function RevokeKeyDialog({ apiKey, open, onClose }: RevokeKeyDialogProps) {
  const revoke = useRevokeKey();
  const name = keyName(apiKey);
  function confirm() {
    revoke.mutate(apiKey.id, {
      onSuccess() {
        toast.success(`${name} is revoked`, { description: "It answers 401 from now on." });
        onClose();
      },
    });
  }
  return (
    <Dialog open={open} onOpenChange={onClose}>
      <DialogPanel
        role="alertdialog"
        heading={`Revoke ${name}?`}
        description="This is final. The key cannot be enabled again."
      >
        <DialogBody className="grid gap-5 text-sm">
          <p className="text-pretty">
            The next request with <code className="break-all text-[0.9375em]">{apiKey.hint}</code> is refused
            with 401, also if it is already on its way.{" "}
            {apiKey.last_used_at ? (
              <>
                It was last used <TimeAgo at={apiKey.last_used_at} />.
              </>
            ) : (
              "It has never been used."
            )}
          </p>
          <FormSummary>{revoke.error?.message}</FormSummary>
        </DialogBody>
        <DialogFooter>
          <DialogClose asChild>
            <Button tone="plain">Keep it</Button>
          </DialogClose>
          <Button tone="danger" pending={revoke.isPending} onClick={confirm} className="max-w-full">
            {revoke.isPending ? <Spinner /> : null}
            <span className="truncate">Revoke {name}</span>
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  );
}
