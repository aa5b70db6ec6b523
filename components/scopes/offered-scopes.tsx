"use client";

import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { ScopeCard } from "#components/scopes/scope-card.tsx";
import { useOfferedScopes } from "#components/scopes/use-scopes.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import type { OfferedScope } from "#lib/scopes/schema.ts";

const CreateScopeDialog = lazyDialog(() =>
  import("#components/scopes/create-scope-dialog.tsx").then((module) => module.CreateScopeDialog),
);
const WithdrawScopeDialog = lazyDialog(() =>
  import("#components/scopes/withdraw-scope-dialog.tsx").then((module) => module.WithdrawScopeDialog),
);

type OfferedScopesProps = { initial: OfferedScope[]; builtIn: OfferedScope[] };

export function OfferedScopes({ initial, builtIn }: OfferedScopesProps) {
  const { data: scopes } = useOfferedScopes(initial);
  const [creating, setCreating] = useState(false);
  const [withdrawing, setWithdrawing] = useState<string | null>(null);
  const hydrated = useHydrated();
  const create = (
    <Button disabled={!hydrated} onClick={() => setCreating(true)}>
      Create scope
    </Button>
  );
  return (
    <>
      <PageHeading title="Scopes" action={scopes.length > 0 ? create : undefined}>
        What keys can be allowed to do in every workspace. Workspaces can create more for themselves.
      </PageHeading>
      <div className="grid gap-5">
        {scopes.length > 0 ? (
          <ScopeCard
            title="Shared scopes"
            description="For your API. Every workspace can give them to its keys."
            scopes={scopes}
            onDelete={setWithdrawing}
          />
        ) : (
          <Card aria-label="Shared scopes">
            <EmptyState title="No shared scopes yet" action={create}>
              For example, orders:read can let a key read orders in your API. Every workspace can then give it
              to its keys.
            </EmptyState>
          </Card>
        )}
        <ScopeCard
          title="Built-in scopes"
          description="They come with the software, and can't be removed here."
          scopes={builtIn}
        />
      </div>
      {creating ? (
        <CreateScopeDialog
          path="/operator/scopes"
          description="Every workspace can give it to its keys. Workspaces that already have a scope with this name keep their own."
          onClose={() => setCreating(false)}
        />
      ) : null}
      {withdrawing ? <WithdrawScopeDialog name={withdrawing} onClose={() => setWithdrawing(null)} /> : null}
    </>
  );
}
