"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { openFirstWorkspace } from "#components/shell/workspace-cookie.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import type { Workspace } from "#lib/workspaces/schema.ts";

const ConfirmDialog = lazyDialog(() =>
  import("#components/ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

export function DeleteWorkspace({ workspace: { id, name } }: { workspace: Workspace }) {
  const [open, setOpen] = useState(false);
  const hydrated = useHydrated();
  const remove = useSubmission({
    mutationFn: () => callApi<void>("DELETE", `/workspaces/${id}?${new URLSearchParams({ confirm: name })}`),
    // A full page load, so that nothing of the workspace stays on screen.
    onSuccess: openFirstWorkspace,
  });
  return (
    <>
      <SettingsSection
        tone="danger"
        title="Delete workspace"
        description="All of its keys stop working, and all members lose access. This can't be undone."
        footer={
          <Button tone="danger" disabled={!hydrated} onClick={() => setOpen(true)}>
            Delete workspace
          </Button>
        }
      />
      <ConfirmDialog
        open={open}
        onClose={() => {
          setOpen(false);
          remove.reset();
        }}
        heading={`Delete ${name}?`}
        description="This can't be undone."
        typed={{ label: `Type the workspace's name, ${name}, to confirm`, text: name }}
        action="Delete workspace"
        pending={remove.isPending || remove.isSuccess}
        error={remove.error?.message}
        onConfirm={() => remove.mutate()}
      >
        <ul className="grid list-disc gap-1.5 pl-5">
          <li>All live and test keys are revoked. Requests with them get 401 immediately.</li>
          <li>All members, including you, lose access. Pending invitations stop working.</li>
          <li>Usage, the request log and the audit log can no longer be read here.</li>
        </ul>
      </ConfirmDialog>
    </>
  );
}
