"use client";

import { staysOffline } from "#components/shell/offline-links.ts";
import { openFirstWorkspace } from "#components/shell/workspace-cookie.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";

/** Shown over the page when the user can't access its workspace any more. There is nothing left to do on it. */
export function LostWorkspaceDialog({ workspaceName }: { workspaceName: string }) {
  return (
    <Dialog open>
      <DialogPanel
        role="alertdialog"
        heading="You no longer have access"
        description={
          <>
            You were removed from <strong className="wrap-anywhere font-medium">{workspaceName}</strong>, or
            it was deleted. This page is out of date, and you can't change anything here. An admin or owner of
            the workspace can invite you again.
          </>
        }
        closable={false}
        onEscapeKeyDown={(event) => event.preventDefault()}
        onInteractOutside={(event) => event.preventDefault()}
      >
        <DialogFooter>
          <Button onClick={() => !staysOffline() && openFirstWorkspace()}>Open another workspace</Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  );
}
