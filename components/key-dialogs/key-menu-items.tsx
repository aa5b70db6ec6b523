"use client";

import { Ban, type LucideIcon, Pause, Pencil, Play, RefreshCw } from "lucide-react";
import type { KeyDialogName } from "#components/key-dialogs/key-dialogs.tsx";
import { MenuItem, MenuSeparator } from "#components/ui/dropdown-menu.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

const items: Array<{ dialog: KeyDialogName; name: string; Icon: LucideIcon }> = [
  { dialog: "edit", name: "Edit key", Icon: Pencil },
  { dialog: "rotate", name: "Rotate key", Icon: RefreshCw },
  { dialog: "enable", name: "Enable key", Icon: Play },
  { dialog: "disable", name: "Disable key", Icon: Pause },
];

const changes: Record<PublicKey["status"], KeyDialogName[]> = {
  active: ["edit", "rotate", "disable"],
  disabled: ["edit", "rotate", "enable"],
  // Its new secret wouldn't work, either.
  expired: ["edit"],
  revoked: [],
};

/** Whether a key of this status can be changed like this. */
export const canBe = (apiKey: PublicKey, dialog: KeyDialogName) => changes[apiKey.status].includes(dialog);

type KeyMenuItemsProps = {
  apiKey: PublicKey;
  /** Those that the page has buttons for. */
  without?: KeyDialogName[];
  onOpen: (dialog: KeyDialogName) => void;
};

/** What can be done with a key that isn't revoked. */
export function KeyMenuItems({ apiKey, without = [], onOpen }: KeyMenuItemsProps) {
  const shown = items.filter(({ dialog }) => canBe(apiKey, dialog) && !without.includes(dialog));
  return (
    <>
      {shown.map(({ dialog, name, Icon }) => (
        <MenuItem key={dialog} onSelect={() => onOpen(dialog)}>
          <Icon aria-hidden /> {name}
        </MenuItem>
      ))}
      {shown.length > 0 ? <MenuSeparator /> : null}
      <MenuItem danger onSelect={() => onOpen("revoke")}>
        <Ban aria-hidden /> Revoke key
      </MenuItem>
    </>
  );
}
