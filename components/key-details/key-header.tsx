"use client";

import { Ban, Ellipsis, Pause, Pencil, Play, RefreshCw } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { type KeyDialogName, KeyDialogs, keyDialogs } from "#components/key-details/key-dialogs.tsx";
import { KeyStatus } from "#components/keys/key-status.tsx";
import type { ExampleApi } from "#components/keys/snippets.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button, buttonLook } from "#components/ui/button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Menu, MenuItem, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { Scope } from "#lib/scopes/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

type KeyHeaderProps = {
  apiKey: PublicKey;
  mayChange: boolean;
  scopes: Scope[];
  workspace: WorkspaceDetail;
  api: ExampleApi;
};

export function KeyHeader({ apiKey, mayChange, scopes, workspace, api }: KeyHeaderProps) {
  const { id, name, hint, status, environment } = apiKey;
  // In the URL, so that the list can link to a dialog.
  const [dialog, setDialog] = useQueryState("dialog", parseAsStringLiteral(keyDialogs));
  const inactive = status === "revoked" || status === "expired";
  return (
    <div className="mb-8 flex flex-wrap items-start justify-between gap-x-8 gap-y-5">
      <div className="min-w-0 max-w-full flex-1 basis-80">
        <div className="flex items-center gap-3">
          <KeyGlyph seed={id} className={inactive ? "text-line-strong" : "text-brass"} />
          <KeyStatus status={status} />
          <Badge tone={environment === "live" ? "outline" : "plain"}>{environment}</Badge>
        </div>
        <h1 className="mt-3 text-balance break-words font-display text-4xl leading-tight tracking-[-0.015em]">
          {name || "Unnamed key"}
        </h1>
        <CopyText text={hint} label="Copy hint" className="mt-1 text-muted" />
      </div>
      {mayChange ? <KeyActions apiKey={apiKey} onOpen={(next) => void setDialog(next)} /> : null}
      <KeyDialogs
        apiKey={apiKey}
        scopes={scopes}
        workspace={workspace}
        api={api}
        dialog={dialog}
        onClose={() => void setDialog(null)}
      />
    </div>
  );
}

function KeyActions({ apiKey, onOpen }: { apiKey: PublicKey; onOpen: (dialog: KeyDialogName) => void }) {
  const hydrated = useHydrated();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button tone="plain" disabled={!hydrated} onClick={() => onOpen("edit")}>
        <Pencil aria-hidden /> Edit key
      </Button>
      <Button disabled={!hydrated} onClick={() => onOpen("rotate")}>
        <RefreshCw aria-hidden /> Rotate key
      </Button>
      <Menu modal={false}>
        <MenuTrigger
          aria-label="More actions"
          disabled={!hydrated}
          className={buttonLook({ tone: "plain", className: "w-10 px-0 data-[state=open]:bg-sunken" })}
        >
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuPanel>
          {apiKey.status === "disabled" ? (
            <MenuItem onSelect={() => onOpen("enable")}>
              <Play aria-hidden /> Enable key
            </MenuItem>
          ) : null}
          {apiKey.status === "active" ? (
            <MenuItem onSelect={() => onOpen("disable")}>
              <Pause aria-hidden /> Disable key
            </MenuItem>
          ) : null}
          <MenuItem danger onSelect={() => onOpen("revoke")}>
            <Ban aria-hidden /> Revoke key
          </MenuItem>
        </MenuPanel>
      </Menu>
    </div>
  );
}
