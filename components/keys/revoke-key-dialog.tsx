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
        toast.success(`${name} is revoked`, { description: "Requests with this key now get 401." });
        onClose();
      },
    });
  }
  return (
    <Dialog open={open} onOpenChange={onClose}>
      <DialogPanel role="alertdialog" heading={`Revoke ${name}?`} description="This can't be undone.">
        <DialogBody className="grid gap-5 text-sm">
          <p className="text-pretty">
            Requests with <code className="break-all text-[0.9375em]">{apiKey.hint}</code> will fail with 401
            immediately.{" "}
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
            <Button tone="plain">Cancel</Button>
          </DialogClose>
          <Button tone="danger" pending={revoke.isPending} onClick={confirm}>
            {revoke.isPending ? <Spinner /> : null}
            Revoke key
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  );
}
