"use client";

import { useState } from "react";
import { Consequences } from "#components/account/deletion-consequences.tsx";
import { useDeletionPreview } from "#components/account/use-account.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { staysOffline } from "#components/shell/offline-links.ts";
import { openWorkspace } from "#components/shell/workspace-cookie.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { textLinkLook } from "#components/ui/text-link.tsx";
import type { DeletionPreview } from "#lib/accounts/schema.ts";

const DeleteAccountDialog = lazyDialog(() =>
  import("#components/account/delete-account-dialog.tsx").then((module) => module.DeleteAccountDialog),
);

type DeleteSectionProps = { email: string; initialPreview: DeletionPreview };

export function DeleteSection({ email, initialPreview }: DeleteSectionProps) {
  const { data: preview } = useDeletionPreview(initialPreview);
  const [open, setOpen] = useState(false);
  const hydrated = useHydrated();
  const blocked = preview.blocking.length > 0;
  return (
    <>
      <SettingsSection
        title="Delete account"
        tone="danger"
        description="This can't be undone. You can sign up again with the same address, as a new account."
        footer={
          <Button tone="danger" disabled={!hydrated || blocked} onClick={() => setOpen(true)}>
            Delete account
          </Button>
        }
      >
        {blocked ? <Blocking workspaces={preview.blocking} /> : null}
        <Consequences preview={preview} />
      </SettingsSection>
      {open ? <DeleteAccountDialog email={email} preview={preview} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Why the account can't be deleted yet, and where to change that. */
function Blocking({ workspaces }: { workspaces: DeletionPreview["blocking"] }) {
  return (
    <Notice tone="brass">
      <p className="font-medium">You can't delete your account yet</p>
      <p className="mt-1 text-pretty text-muted">
        You are the last owner of {workspaces.length === 1 ? "a workspace" : "workspaces"} with other members.
        Make someone else an owner first, or delete {workspaces.length === 1 ? "it" : "them"}:
      </p>
      <ul className="mt-2 grid gap-1">
        {workspaces.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className={`${textLinkLook} wrap-anywhere text-left`}
              onClick={() => !staysOffline() && openWorkspace(id, "/settings/workspace")}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
