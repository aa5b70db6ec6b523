"use client";

import type { KeyRules } from "#components/keys/key-rules.ts";
import { lazyDialog } from "#components/ui/lazy.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

export type KeyDialogName = "edit" | "rotate" | "disable" | "enable" | "revoke";

const EditKeyDialog = lazyDialog(() =>
  import("#components/key-dialogs/edit-key-dialog.tsx").then((module) => module.EditKeyDialog),
);
const RotateKeyDialog = lazyDialog(() =>
  import("#components/key-dialogs/rotate-key-dialog.tsx").then((module) => module.RotateKeyDialog),
);
const RevokeKeyDialog = lazyDialog(() =>
  import("#components/key-dialogs/revoke-key-dialog.tsx").then((module) => module.RevokeKeyDialog),
);
const SwitchKeyDialog = lazyDialog(() =>
  import("#components/key-dialogs/switch-key-dialog.tsx").then((module) => module.SwitchKeyDialog),
);

type KeyDialogsProps = {
  /** The dialog that is open, and the key that it is about. */
  opened: { apiKey: PublicKey; dialog: KeyDialogName } | null;
  rules: KeyRules;
  onClose: () => void;
};

/** The dialogs that change a key, for the list and for the key's page. */
export function KeyDialogs({ opened, rules, onClose }: KeyDialogsProps) {
  if (!opened) return null;
  const { apiKey, dialog } = opened;
  if (dialog === "edit") return <EditKeyDialog apiKey={apiKey} rules={rules} onClose={onClose} />;
  if (dialog === "rotate") return <RotateKeyDialog apiKey={apiKey} rules={rules} onClose={onClose} />;
  if (dialog === "revoke") return <RevokeKeyDialog apiKey={apiKey} onClose={onClose} />;
  return <SwitchKeyDialog apiKey={apiKey} enable={dialog === "enable"} onClose={onClose} />;
}
