"use client";

import { Ban, Copy, Ellipsis, Pause, Pencil, Play, RefreshCw } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { keyName } from "#components/keys/key-name.ts";
import { useChangeKey } from "#components/keys/use-keys.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import { buttonLook } from "#components/ui/button.tsx";
import {
  Menu,
  MenuItem,
  MenuLabel,
  MenuPanel,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { writeClipboard } from "#components/ui/write-clipboard.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

// Loaded when they are first opened.
const RenameKeyDialog = dynamic(
  () => import("#components/keys/rename-key-dialog.tsx").then((module) => module.RenameKeyDialog),
  { ssr: false },
);
const RevokeKeyDialog = dynamic(
  () => import("#components/keys/revoke-key-dialog.tsx").then((module) => module.RevokeKeyDialog),
  { ssr: false },
);

type Dialog = "rename" | "revoke";
type KeyActionsProps = { apiKey: PublicKey; mayChange: boolean };

export function KeyActions({ apiKey, mayChange }: KeyActionsProps) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [loaded, setLoaded] = useState<Dialog | null>(null);
  const { switchTo, pending } = useSwitch(apiKey);
  const hydrated = useHydrated();
  const open = (which: Dialog) => {
    setLoaded(which);
    setDialog(which);
  };
  const close = () => setDialog(null);
  return (
    <>
      <Menu modal={false}>
        <MenuTrigger
          aria-label={`Actions for ${keyName(apiKey)}`}
          aria-busy={pending}
          disabled={!hydrated}
          className={buttonLook({ tone: "quiet", size: "icon", className: "data-[state=open]:bg-sunken" })}
        >
          {pending ? <Spinner /> : <Ellipsis aria-hidden />}
        </MenuTrigger>
        <MenuPanel className="max-w-64">
          <MenuItem onSelect={() => copyId(apiKey.id)}>
            <Copy aria-hidden /> Copy key ID
          </MenuItem>
          {apiKey.status === "revoked" ? null : mayChange ? (
            <Changes apiKey={apiKey} switchTo={switchTo} open={open} />
          ) : (
            <MenuLabel>
              Only the developer who created it, an admin or an owner can change this key.
            </MenuLabel>
          )}
        </MenuPanel>
      </Menu>
      {loaded === "rename" ? (
        <RenameKeyDialog apiKey={apiKey} open={dialog === "rename"} onClose={close} />
      ) : null}
      {loaded === "revoke" ? (
        <RevokeKeyDialog apiKey={apiKey} open={dialog === "revoke"} onClose={close} />
      ) : null}
    </>
  );
}

type ChangesProps = {
  apiKey: PublicKey;
  switchTo: (enabled: boolean) => void;
  open: (dialog: Dialog) => void;
};

function Changes({ apiKey: { id, status, environment }, switchTo, open }: ChangesProps) {
  return (
    <>
      <MenuItem onSelect={() => open("rename")}>
        <Pencil aria-hidden /> Rename key
      </MenuItem>
      {status === "expired" ? null : (
        <MenuItem asChild>
          <Link href={inEnvironment(`/settings/api-keys/${id}?dialog=rotate`, environment)} prefetch={false}>
            <RefreshCw aria-hidden /> Rotate key
          </Link>
        </MenuItem>
      )}
      {status === "disabled" ? (
        <MenuItem onSelect={() => switchTo(true)}>
          <Play aria-hidden /> Enable key
        </MenuItem>
      ) : null}
      {status === "active" ? (
        <MenuItem onSelect={() => switchTo(false)}>
          <Pause aria-hidden /> Disable key
        </MenuItem>
      ) : null}
      <MenuSeparator />
      <MenuItem danger onSelect={() => open("revoke")}>
        <Ban aria-hidden /> Revoke key
      </MenuItem>
    </>
  );
}

/** Enables or disables the key, and says what came of it. */
function useSwitch(apiKey: PublicKey) {
  const change = useChangeKey();
  const name = keyName(apiKey);
  function switchTo(enabled: boolean) {
    change.mutate(
      { id: apiKey.id, enabled },
      {
        onSuccess: () =>
          enabled
            ? toast.success(`${name} is enabled`)
            : toast.success(`${name} is disabled`, { description: "Requests with this key now get 403." }),
        onError: (error) =>
          toast.error(`${name} was not ${enabled ? "enabled" : "disabled"}`, { description: error.message }),
      },
    );
  }
  return { switchTo, pending: change.isPending };
}

async function copyId(id: string) {
  if (await writeClipboard(id)) toast.success("Key ID copied");
  else toast.error("The key ID couldn't be copied", { description: id });
}
