"use client";

import { Ban, Ellipsis, Pause, Pencil, Play } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { keyName } from "#components/keys/key-name.ts";
import { RenameKeyDialog } from "#components/keys/rename-key-dialog.tsx";
import { RevokeKeyDialog } from "#components/keys/revoke-key-dialog.tsx";
import { useChangeKey } from "#components/keys/use-keys.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

export function KeyActions({ apiKey }: { apiKey: PublicKey }) {
  const [dialog, setDialog] = useState<"rename" | "revoke" | null>(null);
  const change = useChangeKey();
  const hydrated = useHydrated();
  const name = keyName(apiKey);
  const close = () => setDialog(null);
  if (apiKey.status === "revoked") return null;

  function switchTo(enabled: boolean) {
    change.mutate(
      { id: apiKey.id, enabled },
      { onSuccess: () => toast.success(enabled ? `${name} is enabled` : `${name} is disabled`) },
    );
  }
  return (
    <>
      <Menu modal={false}>
        <MenuTrigger
          aria-label={`Actions for ${name}`}
          disabled={!hydrated}
          className={buttonLook({ tone: "quiet", size: "icon", className: "data-[state=open]:bg-sunken" })}
        >
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuPanel>
          <MenuItem onSelect={() => setDialog("rename")}>
            <Pencil aria-hidden /> Rename key
          </MenuItem>
          {apiKey.status === "disabled" ? (
            <MenuItem onSelect={() => switchTo(true)}>
              <Play aria-hidden /> Enable key
            </MenuItem>
          ) : null}
          {apiKey.status === "active" ? (
            <MenuItem onSelect={() => switchTo(false)}>
              <Pause aria-hidden /> Disable key
            </MenuItem>
          ) : null}
          <MenuItem danger onSelect={() => setDialog("revoke")}>
            <Ban aria-hidden /> Revoke key
          </MenuItem>
        </MenuPanel>
      </Menu>
      <RenameKeyDialog apiKey={apiKey} open={dialog === "rename"} onClose={close} />
      <RevokeKeyDialog apiKey={apiKey} open={dialog === "revoke"} onClose={close} />
    </>
  );
}
