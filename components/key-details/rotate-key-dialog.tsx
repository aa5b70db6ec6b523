"use client";

import { useState } from "react";
import { RotateKeyForm } from "#components/key-details/rotate-key-form.tsx";
import { useTakeKey } from "#components/key-details/use-key.ts";
import { keyName } from "#components/keys/key-name.ts";
import { RevealSecret } from "#components/keys/reveal-secret.tsx";
import type { ExampleApi } from "#components/keys/snippets.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import type { MintedKey, PublicKey } from "#lib/keys/schema.ts";

type RotateKeyDialogProps = {
  apiKey: PublicKey;
  api: ExampleApi;
  maxOverlapSeconds: number;
  onClose: () => void;
};

/** Shows the form, then the new secret once. It exists only in this state and is gone when the dialog closes. */
export function RotateKeyDialog({ apiKey, api, maxOverlapSeconds, onClose }: RotateKeyDialogProps) {
  const [minted, setMinted] = useState<MintedKey | null>(null);
  const [saved, setSaved] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const take = useTakeKey();

  function tryToClose() {
    if (minted && !saved) setLeaving(true);
    else onClose();
  }
  function show(key: MintedKey) {
    setMinted(key);
    const { secret: _, ...shown } = key;
    take(shown);
  }
  return (
    <Dialog open onOpenChange={tryToClose}>
      {minted ? (
        <DialogPanel
          heading={leaving ? "Close without saving the secret?" : "Key rotated"}
          description={
            leaving
              ? "You haven't copied or downloaded the secret, and it can't be shown again."
              : "Save the new secret now. We store only its hash, so it can't be shown again."
          }
          // A stray click outside the dialog must not lose the secret.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <RevealSecret
            minted={minted}
            api={api}
            leaving={leaving}
            onCopied={() => setSaved(true)}
            onDone={tryToClose}
            onStay={() => setLeaving(false)}
            onLeave={onClose}
          />
        </DialogPanel>
      ) : (
        <DialogPanel
          heading="Rotate key"
          description={`Creates a new secret for ${keyName(apiKey)}. Its ID, scopes, limits and usage stay the same.`}
        >
          <RotateKeyForm apiKey={apiKey} maxOverlapSeconds={maxOverlapSeconds} onRotated={show} />
        </DialogPanel>
      )}
    </Dialog>
  );
}
