"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { CreateKeyForm } from "#components/keys/create-key-form.tsx";
import { RevealSecret } from "#components/keys/reveal-secret.tsx";
import { useRefreshKeys } from "#components/keys/use-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogPanel, DialogTrigger } from "#components/ui/dialog.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";
import type { Scope } from "#lib/scopes/schema.ts";

type CreateKeyDialogProps = { open: boolean; onOpenChange: (open: boolean) => void; scopes: Scope[] };

/** Shows the form, then the secret once. The secret exists only in this state and is gone when the dialog closes. */
export function CreateKeyDialog({ open, onOpenChange, scopes }: CreateKeyDialogProps) {
  const [minted, setMinted] = useState<MintedKey | null>(null);
  const [copied, setCopied] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const refreshKeys = useRefreshKeys();
  const hydrated = useHydrated();

  function close() {
    setMinted(null);
    setCopied(false);
    setLeaving(false);
    onOpenChange(false);
  }
  function tryToClose(opening: boolean) {
    if (opening) onOpenChange(true);
    else if (minted && !copied) setLeaving(true);
    else close();
  }
  function show(key: MintedKey) {
    setMinted(key);
    void refreshKeys();
  }
  return (
    <Dialog open={open} onOpenChange={tryToClose}>
      <DialogTrigger asChild>
        {/* A click before hydration would be lost. */}
        <Button disabled={!hydrated}>
          <Plus aria-hidden /> Create key
        </Button>
      </DialogTrigger>
      {minted ? (
        <DialogPanel
          heading={leaving ? "Close without copying the secret?" : "Key created"}
          description={
            leaving
              ? "You haven't copied the secret, and it can't be shown again."
              : "Copy the secret now. We store only its hash, so it can't be shown again."
          }
          // A stray click outside the dialog must not lose the secret.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <RevealSecret
            minted={minted}
            leaving={leaving}
            onCopied={() => setCopied(true)}
            onDone={() => tryToClose(false)}
            onStay={() => setLeaving(false)}
            onLeave={close}
          />
        </DialogPanel>
      ) : (
        <DialogPanel heading="Create key" description="Give it only the permissions it needs.">
          <CreateKeyForm scopes={scopes} onMinted={show} />
        </DialogPanel>
      )}
    </Dialog>
  );
}
