"use client";

import { useSessionEnded } from "#components/session/log-in-again.ts";
import { useLostWorkspace } from "#components/session/lost-workspace.ts";
import { lazyDialog } from "#components/ui/lazy.tsx";

const LogInAgainDialog = lazyDialog(() =>
  import("#components/session/log-in-again-dialog.tsx").then((module) => module.LogInAgainDialog),
);
const LostWorkspaceDialog = lazyDialog(() =>
  import("#components/shell/lost-workspace-dialog.tsx").then((module) => module.LostWorkspaceDialog),
);

/** What covers a page whose requests found that the user isn't logged in any more, or not in this workspace. */
export function SessionDialogs({ email, workspaceName }: { email: string; workspaceName?: string }) {
  const ended = useSessionEnded();
  const lost = useLostWorkspace();
  return (
    <>
      {ended ? <LogInAgainDialog email={email} /> : null}
      {lost && workspaceName !== undefined ? <LostWorkspaceDialog workspaceName={workspaceName} /> : null}
    </>
  );
}
