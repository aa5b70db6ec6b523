"use client";

import { Copy, Ellipsis } from "lucide-react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { KeyDialogName } from "#components/key-dialogs/key-dialogs.tsx";
import { KeyMenuItems } from "#components/key-dialogs/key-menu-items.tsx";
import { keyName } from "#components/keys/key-name.ts";
import type { KeyRights } from "#components/keys/key-rights.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { toast } from "#components/ui/toast.ts";
import { writeClipboard } from "#components/ui/write-clipboard.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

type KeyActionsProps = {
  apiKey: PublicKey;
  rights: KeyRights;
  onOpen: (apiKey: PublicKey, dialog: KeyDialogName) => void;
};

/** The menu of a row. */
export function KeyActions({ apiKey, rights: { mayChange, why }, onOpen }: KeyActionsProps) {
  const hydrated = useHydrated();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Actions for ${keyName(apiKey)}`}
        disabled={!hydrated}
        className={buttonLook({ tone: "quiet", size: "icon", className: "data-[state=open]:bg-sunken" })}
      >
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuPanel className="max-w-64">
        <MenuItem onSelect={() => copyId(apiKey.id)}>
          <Copy aria-hidden /> Copy key ID
        </MenuItem>
        {mayChange ? <KeyMenuItems apiKey={apiKey} onOpen={(dialog) => onOpen(apiKey, dialog)} /> : null}
        {why && apiKey.status !== "revoked" ? <MenuLabel>{why}</MenuLabel> : null}
      </MenuPanel>
    </Menu>
  );
}

async function copyId(id: string) {
  if (await writeClipboard(id)) toast.success("Key ID copied");
  else toast.error("The key ID couldn't be copied", { description: id });
}
