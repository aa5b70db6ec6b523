"use client";

import { Trash2 } from "lucide-react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { OfferedScope } from "#lib/scopes/schema.ts";

type ScopeCardProps = {
  title: string;
  description: string;
  scopes: OfferedScope[];
  onDelete?: (name: string) => void;
};

/** A list of scopes, and what each allows. */
export function ScopeCard({ title, description, scopes, onDelete }: ScopeCardProps) {
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
            <div className="grid min-w-0 flex-1 gap-x-6 gap-y-0.5 sm:grid-cols-[15rem_minmax(0,1fr)]">
              <code className="wrap-anywhere text-compact leading-5">{scope.name}</code>
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
