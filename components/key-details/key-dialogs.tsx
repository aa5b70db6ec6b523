"use client";

import dynamic from "next/dynamic";
import { useEffect } from "react";
import type { ExampleApi } from "#components/keys/snippets.ts";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { Scope } from "#lib/scopes/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

export const keyDialogs = ["edit", "rotate", "disable", "enable", "revoke"] as const;
export type KeyDialogName = (typeof keyDialogs)[number];

const loadEdit = () =>
  import("#components/key-details/edit-key-dialog.tsx").then((module) => module.EditKeyDialog);
const loadRotate = () =>
  import("#components/key-details/rotate-key-dialog.tsx").then((module) => module.RotateKeyDialog);
const loadRevoke = () =>
  import("#components/key-details/revoke-key-dialog.tsx").then((module) => module.RevokeKeyDialog);
const loadSwitch = () =>
  import("#components/key-details/switch-key-dialog.tsx").then((module) => module.SwitchKeyDialog);

const EditKeyDialog = dynamic(loadEdit, { ssr: false });
const RotateKeyDialog = dynamic(loadRotate, { ssr: false });
const RevokeKeyDialog = dynamic(loadRevoke, { ssr: false });
const SwitchKeyDialog = dynamic(loadSwitch, { ssr: false });

type KeyDialogsProps = {
  apiKey: PublicKey;
  scopes: Scope[];
  workspace: WorkspaceDetail;
  api: ExampleApi;
  dialog: KeyDialogName | null;
  onClose: () => void;
};

/** The dialogs of a key's page. */
export function KeyDialogs({ apiKey, scopes, workspace, api, dialog, onClose }: KeyDialogsProps) {
  // Loaded after the page, so that a dialog opens at once, and also while the server is out of reach.
  useEffect(() => {
    void Promise.allSettled([loadEdit(), loadRotate(), loadRevoke(), loadSwitch()]);
  }, []);
  if (dialog === "edit")
    return <EditKeyDialog apiKey={apiKey} scopes={scopes} workspace={workspace} onClose={onClose} />;
  if (dialog === "rotate")
    return (
      <RotateKeyDialog
        apiKey={apiKey}
        api={api}
        maxOverlapSeconds={workspace.limits.rotation_overlap_max_seconds}
        onClose={onClose}
      />
    );
  if (dialog === "revoke") return <RevokeKeyDialog apiKey={apiKey} onClose={onClose} />;
  if (dialog === null) return null;
  return <SwitchKeyDialog apiKey={apiKey} enable={dialog === "enable"} onClose={onClose} />;
}
