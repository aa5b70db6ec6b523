"use client";

import dynamic from "next/dynamic";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { usePreload } from "#components/keys/use-preload.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

export type KeyDialogName = "edit" | "rotate" | "disable" | "enable" | "revoke";

const loadEdit = () =>
  import("#components/key-dialogs/edit-key-dialog.tsx").then((module) => module.EditKeyDialog);
const loadRotate = () =>
  import("#components/key-dialogs/rotate-key-dialog.tsx").then((module) => module.RotateKeyDialog);
const loadRevoke = () =>
  import("#components/key-dialogs/revoke-key-dialog.tsx").then((module) => module.RevokeKeyDialog);
const loadSwitch = () =>
  import("#components/key-dialogs/switch-key-dialog.tsx").then((module) => module.SwitchKeyDialog);

const EditKeyDialog = dynamic(loadEdit, { ssr: false });
const RotateKeyDialog = dynamic(loadRotate, { ssr: false });
const RevokeKeyDialog = dynamic(loadRevoke, { ssr: false });
const SwitchKeyDialog = dynamic(loadSwitch, { ssr: false });

const loadAll = () => [loadEdit(), loadRotate(), loadRevoke(), loadSwitch()];

type KeyDialogsProps = {
  /** The dialog that is open, and the key that it is about. */
  opened: { apiKey: PublicKey; dialog: KeyDialogName } | null;
  rules: KeyRules;
  onClose: () => void;
};

/** The dialogs that change a key, for the list and for the key's page. */
export function KeyDialogs({ opened, rules, onClose }: KeyDialogsProps) {
  usePreload(loadAll);
  if (!opened) return null;
  const { apiKey, dialog } = opened;
  if (dialog === "edit") return <EditKeyDialog apiKey={apiKey} rules={rules} onClose={onClose} />;
  if (dialog === "rotate") return <RotateKeyDialog apiKey={apiKey} rules={rules} onClose={onClose} />;
  if (dialog === "revoke") return <RevokeKeyDialog apiKey={apiKey} onClose={onClose} />;
  return <SwitchKeyDialog apiKey={apiKey} enable={dialog === "enable"} onClose={onClose} />;
}
