"use client";

import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";

type SecretOnceProps = {
  open: boolean;
  /** What shows the secret, or null while there is none. It calls `onSaved` when the secret was copied or downloaded. */
  secret: ((onSaved: () => void) => ReactNode) | null;
  /** What has happened, such as "Key created". */
  heading: string;
  onClose: () => void;
  /** The panel with the form that asks for the secret. */
  children: ReactNode;
};

/** Shows a form, and then the secret once. Asks before it closes if nobody has saved the secret. */
export function SecretOnce({ open, secret, heading, onClose, children }: SecretOnceProps) {
  const [saved, setSaved] = useState(false);
  const [leaving, setLeaving] = useState(false);
  function close() {
    setSaved(false);
    setLeaving(false);
    onClose();
  }
  function tryToClose() {
    if (secret && !saved) setLeaving(true);
    else close();
  }
  return (
    <Dialog open={open} onOpenChange={tryToClose}>
      {secret ? (
        <DialogPanel
          heading={leaving ? "Close without saving the secret?" : heading}
          description={
            leaving
              ? "You haven't copied or downloaded the secret, and it can't be shown again."
              : "Save the secret now. We store only its hash, so it can't be shown again."
          }
          // A stray click outside the dialog must not lose the secret.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <DialogBody className={leaving ? "hidden" : "grid grid-cols-[minmax(0,1fr)] gap-6"}>
            {secret(() => setSaved(true))}
          </DialogBody>
          <DialogFooter>
            {leaving ? (
              <>
                <Button tone="plain" onClick={close}>
                  Close without saving
                </Button>
                <Button onClick={() => setLeaving(false)}>Go back</Button>
              </>
            ) : (
              <Button onClick={tryToClose}>Done</Button>
            )}
          </DialogFooter>
        </DialogPanel>
      ) : (
        children
      )}
    </Dialog>
  );
}
