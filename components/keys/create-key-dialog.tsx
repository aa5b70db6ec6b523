"use client";

import { useState } from "react";
import { CreateKeyForm } from "#components/keys/create-key-form.tsx";
import type { NewKeyRules } from "#components/keys/new-key-rules.ts";
import { RevealSecret } from "#components/keys/reveal-secret.tsx";
import { useRefreshKeys } from "#components/keys/use-keys.ts";
import { useNewKeyRules } from "#components/keys/use-new-key-rules.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";

type CreateKeyDialogProps = {
  rules: NewKeyRules;
  /** Whether the URL asks for the dialog. A secret is shown until the dialog is closed, whatever the URL says. */
  asked: boolean;
  onOpen: (open: boolean) => void;
};

/** Shows the form, then the secret once. The secret exists only in this state and is gone when the dialog closes. */
export function CreateKeyDialog({ rules, asked, onOpen }: CreateKeyDialogProps) {
  const [minted, setMinted] = useState<MintedKey | null>(null);
  const [saved, setSaved] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const refreshKeys = useRefreshKeys();

  function close() {
    setMinted(null);
    setSaved(false);
    setLeaving(false);
    onOpen(false);
  }
  function tryToClose() {
    if (minted && !saved) setLeaving(true);
    else close();
  }
  function show(key: MintedKey) {
    setMinted(key);
    // A reload must not open the form again.
    onOpen(false);
    void refreshKeys();
  }
  return (
    <Dialog open={asked || minted !== null} onOpenChange={(open) => (open ? onOpen(true) : tryToClose())}>
      {minted ? (
        <DialogPanel
          heading={leaving ? "Close without saving the secret?" : "Key created"}
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
            api={rules.api}
            leaving={leaving}
            onCopied={() => setSaved(true)}
            onDone={tryToClose}
            onStay={() => setLeaving(false)}
            onLeave={close}
          />
        </DialogPanel>
      ) : (
        <DialogPanel heading="Create key" description="Give it only the permissions it needs.">
          <CurrentForm rules={rules} onMinted={show} />
        </DialogPanel>
      )}
    </Dialog>
  );
}

function CurrentForm({ rules, onMinted }: { rules: NewKeyRules; onMinted: (key: MintedKey) => void }) {
  return <CreateKeyForm rules={useNewKeyRules(rules)} onMinted={onMinted} />;
}
