"use client";

import { useState } from "react";
import { CreateKeyForm } from "#components/key-dialogs/create-key-form.tsx";
import { SecretDialog } from "#components/key-dialogs/secret-dialog.tsx";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { useRefreshKeys } from "#components/keys/use-key.ts";
import { useKeyRules } from "#components/keys/use-key-rules.ts";
import { useEnvironment } from "#components/shell/environment.ts";
import { DialogPanel } from "#components/ui/dialog.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";

type CreateKeyDialogProps = {
  rules: KeyRules;
  /** Whether the URL asks for the dialog. A secret is shown until the dialog is closed, whatever the URL says. */
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export function CreateKeyDialog({ rules, open, onOpenChange }: CreateKeyDialogProps) {
  const [minted, setMinted] = useState<MintedKey | null>(null);
  const refreshKeys = useRefreshKeys();
  const [, showEnvironment] = useEnvironment();

  function show(key: MintedKey) {
    setMinted(key);
    // A reload must not open the form again.
    onOpenChange(false);
    void refreshKeys();
  }
  function close() {
    // Otherwise the list behind the dialog wouldn't have the new key.
    if (minted) void showEnvironment(minted.environment);
    setMinted(null);
    onOpenChange(false);
  }
  return (
    <SecretDialog
      open={open || minted !== null}
      minted={minted}
      heading="Key created"
      api={rules.api}
      onClose={close}
    >
      <DialogPanel heading="Create key" description="Give it only the permissions it needs.">
        <CurrentForm rules={rules} onMinted={show} />
      </DialogPanel>
    </SecretDialog>
  );
}

function CurrentForm({ rules, onMinted }: { rules: KeyRules; onMinted: (key: MintedKey) => void }) {
  return <CreateKeyForm rules={useKeyRules(rules)} onMinted={onMinted} />;
}
