"use client";

import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { WorkspaceDialogName } from "#components/operator-workspaces/workspace-dialogs.tsx";
import { WorkspaceStatus } from "#components/operator-workspaces/workspace-status.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";

type WorkspaceHeaderProps = {
  workspace: OperatorWorkspace;
  planName: string;
  onOpen: (dialog: WorkspaceDialogName) => void;
};

export function WorkspaceHeader({ workspace, planName, onOpen }: WorkspaceHeaderProps) {
  const hydrated = useHydrated();
  const { id, name, status } = workspace;
  return (
    <div className="mb-8 flex flex-wrap items-start justify-between gap-x-8 gap-y-5">
      <div className="min-w-0 max-w-full flex-1 basis-80">
        <div className="flex flex-wrap gap-1.5">
          <WorkspaceStatus status={status} />
          <Badge tone="outline">{planName}</Badge>
        </div>
        <h1 className="wrap-anywhere mt-3 text-balance font-display text-4xl leading-tight tracking-[-0.015em]">
          {name}
        </h1>
        <CopyText text={id} label="Copy workspace ID" className="mt-2.5 text-muted" />
      </div>
      {status === "deleted" ? null : (
        <div className="flex flex-wrap items-center gap-2">
          {status === "suspended" ? (
            <Button tone="plain" disabled={!hydrated} onClick={() => onOpen("resume")}>
              Lift suspension
            </Button>
          ) : (
            <Button tone="plain" disabled={!hydrated} onClick={() => onOpen("suspend")}>
              Suspend workspace
            </Button>
          )}
          <Button disabled={!hydrated} onClick={() => onOpen("plan")}>
            Change plan
          </Button>
        </div>
      )}
    </div>
  );
}
