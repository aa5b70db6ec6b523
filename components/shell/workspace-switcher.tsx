"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown, Plus, Settings } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { useKeepWorkspace } from "#components/shell/keep-workspace.ts";
import { staysOffline } from "#components/shell/offline-links.ts";
import { openWorkspace } from "#components/shell/workspace-cookie.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Menu, MenuItem, MenuPanel, MenuSeparator, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import type { Workspace } from "#lib/workspaces/schema.ts";

const NewWorkspaceDialog = lazyDialog(() =>
  import("#components/workspaces/new-workspace-dialog.tsx").then((module) => module.NewWorkspaceDialog),
);

type WorkspaceSwitcherProps = { workspaceId: string; name: string; plan: string };

export function WorkspaceSwitcher({ workspaceId, name, plan }: WorkspaceSwitcherProps) {
  const [creating, setCreating] = useState(false);
  const [environment] = useEnvironment();
  const hydrated = useHydrated();
  useKeepWorkspace(workspaceId);
  return (
    <>
      <Menu>
        <MenuTrigger
          disabled={!hydrated}
          className="inline-flex h-9 min-w-0 items-center gap-2 rounded-lg px-2.5 font-medium text-sm transition-colors hover:bg-sunken data-[state=open]:bg-sunken"
        >
          {/* Not a label, because that would hide the name of the plan. */}
          <span className="sr-only">Workspace </span>
          <span className="max-w-80 truncate">{name}</span>
          <span className="hidden md:block">
            <Badge className="capitalize">{plan}</Badge>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </MenuTrigger>
        <MenuPanel align="start" className="w-72 max-w-[calc(100vw-1.5rem)]">
          <Workspaces current={workspaceId} />
          <MenuSeparator />
          <MenuItem onSelect={() => setCreating(true)}>
            <Plus aria-hidden /> Create workspace
          </MenuItem>
          <MenuItem asChild>
            <Link href={inEnvironment("/settings/workspace", environment)}>
              <Settings aria-hidden /> Workspace settings
            </Link>
          </MenuItem>
        </MenuPanel>
      </Menu>
      {creating ? <NewWorkspaceDialog open onOpenChange={setCreating} /> : null}
    </>
  );
}

/** The user's workspaces. They are loaded when the menu opens. */
function Workspaces({ current }: { current: string }) {
  const { data, failureReason } = useQuery({
    queryKey: ["workspaces"],
    queryFn: ({ signal }) => callApi<{ data: Workspace[] }>("GET", "/workspaces", { signal }),
  });
  if (!data) {
    return (
      // A menu can only have items.
      <MenuItem disabled className="text-muted">
        {failureReason ? failureReason.message : "Loading workspaces…"}
      </MenuItem>
    );
  }
  return (
    <div className="max-h-72 overflow-y-auto">
      {data.data.map(({ id, name }) => (
        <MenuItem
          key={id}
          aria-current={id === current ? "true" : undefined}
          onSelect={() => id !== current && !staysOffline() && openWorkspace(id)}
        >
          <span className="min-w-0 flex-1 truncate" title={name}>
            {name}
          </span>
          {id === current ? <Check aria-hidden /> : null}
        </MenuItem>
      ))}
    </div>
  );
}
