"use client";

import { Ellipsis, Pencil, Play, RefreshCw } from "lucide-react";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { KeyDialogName } from "#components/key-dialogs/key-dialogs.tsx";
import { canBe, KeyMenuItems } from "#components/key-dialogs/key-menu-items.tsx";
import { KeyStatus } from "#components/keys/key-status.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button, buttonLook } from "#components/ui/button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Menu, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type KeyHeaderProps = {
  apiKey: PublicKey;
  mayChange: boolean;
  onOpen: (dialog: KeyDialogName) => void;
};

export function KeyHeader({ apiKey, mayChange, onOpen }: KeyHeaderProps) {
  const { id, name, hint, status, environment } = apiKey;
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
        <CopyText text={hint} label="Copy hint" className="mt-2.5 text-muted" />
      </div>
      {mayChange ? <KeyActions apiKey={apiKey} onOpen={onOpen} /> : null}
    </div>
  );
}

const mainActions = {
  enable: { name: "Enable key", Icon: Play },
  rotate: { name: "Rotate key", Icon: RefreshCw },
};

function KeyActions({ apiKey, onOpen }: { apiKey: PublicKey; onOpen: (dialog: KeyDialogName) => void }) {
  const hydrated = useHydrated();
  // A disabled key can be rotated as well, but that alone wouldn't make it work.
  const main = canBe(apiKey, "enable") ? "enable" : "rotate";
  const { name, Icon } = mainActions[main];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button tone="plain" disabled={!hydrated} onClick={() => onOpen("edit")}>
        <Pencil aria-hidden /> Edit key
      </Button>
      {canBe(apiKey, main) ? (
        <Button disabled={!hydrated} onClick={() => onOpen(main)}>
          <Icon aria-hidden /> {name}
        </Button>
      ) : null}
      <Menu>
        <MenuTrigger
          aria-label="More actions"
          disabled={!hydrated}
          className={buttonLook({ tone: "plain", className: "w-10 px-0 data-[state=open]:bg-sunken" })}
        >
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuPanel>
          <KeyMenuItems apiKey={apiKey} without={["edit", main]} onOpen={onOpen} />
        </MenuPanel>
      </Menu>
    </div>
  );
}
