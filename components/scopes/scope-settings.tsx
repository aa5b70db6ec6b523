"use client";

import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { ScopeCard } from "#components/scopes/scope-card.tsx";
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
        <AccessNote standing={standing} needs="admin" to="create or delete scopes" />
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
