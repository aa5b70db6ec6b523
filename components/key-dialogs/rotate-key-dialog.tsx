"use client";

import { useState } from "react";
import { RotateKeyForm } from "#components/key-dialogs/rotate-key-form.tsx";
import { SecretDialog } from "#components/key-dialogs/secret-dialog.tsx";
import { keyName } from "#components/keys/key-name.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { useTakeKey } from "#components/keys/use-key.ts";
import { DialogPanel } from "#components/ui/dialog.tsx";
import type { MintedKey, PublicKey } from "#lib/keys/schema.ts";

type RotateKeyDialogProps = { apiKey: PublicKey; rules: KeyRules; onClose: () => void };

export function RotateKeyDialog({ apiKey, rules, onClose }: RotateKeyDialogProps) {
  const [minted, setMinted] = useState<MintedKey | null>(null);
  const take = useTakeKey();
  function show(key: MintedKey) {
    setMinted(key);
    const { secret: _, ...shown } = key;
    void take(shown);
  }
  return (
    <SecretDialog open minted={minted} heading="Key rotated" api={rules.api} onClose={onClose}>
      <DialogPanel
        heading="Rotate key"
        description={`Creates a new secret for ${keyName(apiKey)}. Its ID, scopes, limits and usage stay the same.`}
      >
        <RotateKeyForm
          apiKey={apiKey}
          maxOverlapSeconds={rules.workspace.limits.rotation_overlap_max_seconds}
          onRotated={show}
        />
      </DialogPanel>
    </SecretDialog>
  );
}
