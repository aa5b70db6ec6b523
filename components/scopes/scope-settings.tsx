"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useScopes } from "#components/scopes/use-scopes.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { AccessNote } from "#components/workspaces/access-note.tsx";
import { type InitialStanding, useStanding } from "#components/workspaces/use-standing.ts";
import type { Scope } from "#lib/scopes/schema.ts";

const CreateScopeDialog = lazyDialog(() =>
  import("#components/scopes/create-scope-dialog.tsx").then((module) => module.CreateScopeDialog),
);
const DeleteScopeDialog = lazyDialog(() =>
  import("#components/scopes/delete-scope-dialog.tsx").then((module) => module.DeleteScopeDialog),
);

export function ScopeSettings({
  initial,
  initialScopes,
}: {
  initial: InitialStanding;
  initialScopes: Scope[];
}) {
  const standing = useStanding(initial);
  const { data: scopes } = useScopes(initialScopes);
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<string | null>(null);
  const hydrated = useHydrated();
  const create = standing.isAdmin ? (
    <Button disabled={!hydrated} onClick={() => setCreating(true)}>
      Create scope
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeading title="Scopes" action={create}>
        What keys can be allowed to do. Create scopes for your own API, and check them when a key is used.
      </PageHeading>
      <div className="grid gap-5">
        <AccessNote
          standing={standing}
          needs="admin"
          to="create or delete scopes"
          sees="You can see all scopes."
        />
        <OwnScopes
          scopes={scopes.filter(({ own }) => own)}
          {...(standing.isAdmin ? { onCreate: () => setCreating(true), onDelete: setDeleting } : {})}
        />
        <ScopeCard
          title="Shared scopes"
          description="Available in every workspace of this site. Only the operator can change them."
          scopes={scopes.filter(({ own, built_in }) => !own && !built_in)}
        />
        <ScopeCard
          title="Built-in scopes"
          description="What a key can do with this site's own API. Only give them to programs that manage keys."
          scopes={scopes.filter(({ built_in }) => built_in)}
        />
      </div>
      {creating ? <CreateScopeDialog onClose={() => setCreating(false)} /> : null}
      {deleting ? <DeleteScopeDialog name={deleting} onClose={() => setDeleting(null)} /> : null}
    </>
  );
}

type OwnScopesProps = { scopes: Scope[]; onCreate?: () => void; onDelete?: (name: string) => void };

function OwnScopes({ scopes, onCreate, onDelete }: OwnScopesProps) {
  if (scopes.length > 0)
    return (
      <ScopeCard
        title="Workspace scopes"
        description="For your own API. Only keys of this workspace can have them."
        scopes={scopes}
        {...(onDelete ? { onDelete } : {})}
      />
    );
  return (
    <Card aria-label="Workspace scopes">
      <EmptyState
        title="No scopes for your API yet"
        action={onCreate ? <Button onClick={onCreate}>Create scope</Button> : undefined}
      >
        For example, orders:read can let a key read orders in your API. You choose which keys get it.
      </EmptyState>
    </Card>
  );
}

type ScopeCardProps = {
  title: string;
  description: string;
  scopes: Scope[];
  onDelete?: (name: string) => void;
};

function ScopeCard({ title, description, scopes, onDelete }: ScopeCardProps) {
  if (scopes.length === 0) return null;
  return (
    <Card aria-label={title}>
      <div className="border-b px-5 py-4 sm:px-6">
        <h2 className="font-medium">{title}</h2>
        <p className="mt-0.5 text-muted text-sm">{description}</p>
      </div>
      <ul className="divide-y text-sm">
        {scopes.map((scope) => (
          <li key={scope.name} className="flex min-h-14 items-center gap-4 px-5 py-2.5 sm:px-6">
            <div className="grid min-w-0 flex-1 gap-x-6 gap-y-0.5 sm:grid-cols-[14rem_minmax(0,1fr)]">
              <code className="break-all text-compact leading-5">{scope.name}</code>
              <span className="wrap-anywhere text-muted">{scope.description || "No description"}</span>
            </div>
            {onDelete ? <DeleteButton name={scope.name} onDelete={onDelete} /> : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function DeleteButton({ name, onDelete }: { name: string; onDelete: (name: string) => void }) {
  const hydrated = useHydrated();
  return (
    <Button
      tone="quiet"
      size="icon"
      disabled={!hydrated}
      aria-label={`Delete scope ${name}`}
      title="Delete scope"
      onClick={() => onDelete(name)}
    >
      <Trash2 aria-hidden />
    </Button>
  );
}
