"use client";

import { useState } from "react";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { openFirstWorkspace } from "#components/shell/workspace-cookie.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Standing } from "#components/workspaces/use-standing.ts";

const ConfirmDialog = lazyDialog(() =>
  import("#components/ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

/** Every member can leave, except for the only owner. */
export function LeaveWorkspace({ standing: { workspace, userId, managers, role } }: { standing: Standing }) {
  const [open, setOpen] = useState(false);
  const [environment] = useEnvironment();
  const hydrated = useHydrated();
  const leave = useSubmission({
    mutationFn: () => callApi<void>("DELETE", `/workspaces/${workspace.id}/members/${userId}`),
    // A full page load, so that nothing of the workspace stays on screen.
    onSuccess: openFirstWorkspace,
  });
  const onlyOwner = role === "owner" && managers.filter((member) => member.role === "owner").length === 1;
  return (
    <>
      <SettingsSection
        title="Leave workspace"
        description="You lose access immediately, in all sessions. Keys that you created stay with the workspace and keep working."
        footer={
          onlyOwner ? (
            <p className="min-w-0 flex-1 text-muted text-sm">
              You're the only owner. Make someone else an owner under{" "}
              <TextLink href={inEnvironment("/settings/workspace/members", environment)}>Members</TextLink>{" "}
              first.
            </p>
          ) : (
            <Button tone="plain" disabled={!hydrated} onClick={() => setOpen(true)}>
              Leave workspace
            </Button>
          )
        }
      />
      <ConfirmDialog
        open={open}
        onClose={() => {
          setOpen(false);
          leave.reset();
        }}
        heading={`Leave ${workspace.name}?`}
        description="To rejoin, you need a new invitation."
        action="Leave workspace"
        pending={leave.isPending || leave.isSuccess}
        error={leave.error ? reasonOf(leave.error) : undefined}
        onConfirm={() => leave.mutate()}
      >
        <p className="text-pretty">
          You lose access immediately. Keys that you created stay with the workspace. Invitations that you
          sent and could no longer send are withdrawn.
        </p>
      </ConfirmDialog>
    </>
  );
}

function reasonOf(error: Error): string {
  if (error instanceof ApiProblem && error.reason === "last_owner")
    return "You're the only owner, and a workspace needs one. Make someone else an owner first, under Members.";
  return error.message;
}
