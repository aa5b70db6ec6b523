"use client";

import { useId, useState } from "react";
import { ScopeCheckbox } from "#components/scopes/scope-checkbox.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { Scope } from "#lib/scopes/schema.ts";

type GrantableScopesProps = { granted: string[] | null; scopes: Scope[]; error: string | undefined };

const choices = [
  { value: "all", label: "All scopes" },
  { value: "some", label: "Only some" },
] as const;

/** Which scopes keys can get. */
export function GrantableScopes({ granted, scopes, error }: GrantableScopesProps) {
  const [choice, setChoice] = useState<"all" | "some">(granted === null ? "all" : "some");
  const [chosen, setChosen] = useState(granted ?? scopes.map(({ name }) => name));
  const noteId = useId();
  return (
    <fieldset
      aria-describedby={noteId}
      aria-invalid={error ? true : undefined}
      tabIndex={error ? -1 : undefined}
      className="min-w-0"
    >
      <legend className="mb-1.5 font-medium text-sm">Scopes that keys can get</legend>
      <Segmented
        label="Scopes that keys can get"
        name="grantable_scopes.choice"
        options={choices}
        value={choice}
        onChange={setChoice}
      />
      {choice === "some" ? (
        <div className="mt-3 grid gap-3 rounded-lg border p-4 md:grid-cols-2">
          {scopes.map((scope) => (
            <ScopeCheckbox
              key={scope.name}
              name="grantable_scopes"
              scope={scope}
              checked={chosen.includes(scope.name)}
              onChange={(checked) =>
                setChosen(checked ? [...chosen, scope.name] : chosen.filter((each) => each !== scope.name))
              }
            />
          ))}
        </div>
      ) : null}
      <p id={noteId} className={error ? "mt-1.5 text-danger text-sm" : "mt-1.5 text-muted text-sm"}>
        {error ?? "Existing keys keep the scopes that they have."}
      </p>
    </fieldset>
  );
}
