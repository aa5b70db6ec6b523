"use client";

import { type ReactNode, useState } from "react";
import { RevealSecret } from "#components/key-dialogs/reveal-secret.tsx";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";

type SecretDialogProps = {
  open: boolean;
  /** The key with its secret, which exists only in the caller's state and is gone when the dialog closes. */
  minted: MintedKey | null;
  /** What has happened, such as "Key created". */
  heading: string;
  api: ExampleApi;
  onClose: () => void;
  /** The panel with the form that asks for the secret. */
  children: ReactNode;
};

/** Shows a form, and then the secret once. Asks before it closes if nobody has saved the secret. */
export function SecretDialog({ open, minted, onClose, children, ...reveal }: SecretDialogProps) {
  const [saved, setSaved] = useState(false);
  const [leaving, setLeaving] = useState(false);
  function close() {
    setSaved(false);
    setLeaving(false);
    onClose();
  }
  function tryToClose() {
    if (minted && !saved) setLeaving(true);
    else close();
  }
  return (
    <Dialog open={open} onOpenChange={tryToClose}>
      {minted ? (
        <DialogPanel
          heading={leaving ? "Close without saving the secret?" : reveal.heading}
          description={
            leaving
              ? "You haven't copied or downloaded the secret, and it can't be shown again."
              : "Save the secret now. We store only its hash, so it can't be shown again."
          }
          // A stray click outside the dialog must not lose the secret.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <RevealSecret
            minted={minted}
            api={reveal.api}
            leaving={leaving}
            onCopied={() => setSaved(true)}
            onDone={tryToClose}
            onStay={() => setLeaving(false)}
            onLeave={close}
          />
        </DialogPanel>
      ) : (
        children
      )}
    </Dialog>
  );
}
