"use client";

import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useOperatorList } from "#components/operator/use-operator-list.ts";
import type { PageOf } from "#components/page-of.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

const WorkspaceDialog = lazyDialog(() =>
  import("#components/operator-workspaces/workspace-dialogs.tsx").then((module) => module.WorkspaceDialog),
);

type WaitingRequestsProps = { firstPage: PageOf<OperatorWorkspace>; plans: OperatorPlan[] };
type Opened = { workspace: OperatorWorkspace; dialog: "accept" | "decline" };

/** The workspaces that asked for another plan. Nothing while nobody waits. */
export function WaitingRequests({ firstPage, plans }: WaitingRequestsProps) {
  const pages = useOperatorList<OperatorWorkspace>({
    path: "workspaces",
    filter: { planRequested: true },
    query: () => new URLSearchParams("plan_requested=true&limit=50"),
    firstPage,
  });
  const [opened, setOpened] = useState<Opened | null>(null);
  const workspaces = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  const nameOf = (id: string) => plans.find((plan) => plan.id === id)?.name ?? id;
  return (
    <>
      {workspaces.length > 0 ? (
        <Card aria-label="Requests for another plan" className="border-brass/50">
          <div className="border-b px-5 py-4 sm:px-6">
            <h2 className="font-medium">Requests for another plan</h2>
            <p className="mt-0.5 text-muted text-sm">
              They wait here until you accept or decline them. Nobody is emailed: write to them.
            </p>
          </div>
          <ul className="divide-y text-sm">
            {workspaces.map((workspace) => (
              <Waiting key={workspace.id} workspace={workspace} nameOf={nameOf} onOpen={setOpened} />
            ))}
          </ul>
          <LoadMore pages={pages} />
        </Card>
      ) : null}
      {opened ? <WorkspaceDialog plans={plans} onClose={() => setOpened(null)} {...opened} /> : null}
    </>
  );
}

type WaitingProps = {
  workspace: OperatorWorkspace;
  nameOf: (planId: string) => string;
  onOpen: (opened: Opened) => void;
};

function Waiting({ workspace, nameOf, onOpen }: WaitingProps) {
  const hydrated = useHydrated();
  const request = workspace.plan_request;
  if (!request) return null;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-3.5 sm:px-6">
      <div className="grid min-w-0 flex-1 basis-64 gap-0.5">
        <p className="wrap-anywhere">
          <TextLink href={`/operator/workspaces/${workspace.id}`}>{workspace.name}</TextLink>:{" "}
          {nameOf(workspace.plan)} → <span className="font-medium">{nameOf(request.plan)}</span>
        </p>
        {request.note ? <p className="wrap-anywhere whitespace-pre-line text-muted">{request.note}</p> : null}
        <p className="wrap-anywhere text-muted text-xs">
          {request.requested_by ?? "A former member"} · <TimeAgo at={request.requested_at} />
        </p>
      </div>
      <div className="flex gap-2">
        <Button
          tone="plain"
          size="small"
          disabled={!hydrated}
          aria-label={`Decline request of ${workspace.name}`}
          onClick={() => onOpen({ workspace, dialog: "decline" })}
        >
          Decline request
        </Button>
        <Button
          size="small"
          disabled={!hydrated}
          aria-label={`Accept request of ${workspace.name}`}
          onClick={() => onOpen({ workspace, dialog: "accept" })}
        >
          Accept request
        </Button>
      </div>
    </li>
  );
}
