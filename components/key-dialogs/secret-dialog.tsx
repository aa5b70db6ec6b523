"use client";

import type { ReactNode } from "react";
import { RevealSecret } from "#components/key-dialogs/reveal-secret.tsx";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { SecretOnce } from "#components/secrets/secret-once.tsx";
import type { MintedKey } from "#lib/keys/schema.ts";

type SecretDialogProps = {
  open: boolean;
  /** The key with its secret, which exists only in the caller's state and is gone when the dialog closes. */
  minted: MintedKey | null;
  heading: string;
  api: ExampleApi;
  onClose: () => void;
  children: ReactNode;
};

/** Shows a form, and then the key's secret once. */
export function SecretDialog({ minted, api, ...dialog }: SecretDialogProps) {
  const secret =
    minted && ((onSaved: () => void) => <RevealSecret minted={minted} api={api} onSaved={onSaved} />);
  return <SecretOnce secret={secret} {...dialog} />;
}
