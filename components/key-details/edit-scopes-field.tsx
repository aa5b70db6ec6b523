"use client";

import { useId, useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Scope } from "#lib/scopes/schema.ts";

type EditScopesFieldProps = {
  current: string[];
  scopes: Scope[];
  /** The scopes that the user can give a key of this workspace. */
  grantable: string[];
  error: string | undefined;
};

export function EditScopesField({ current, scopes, grantable, error }: EditScopesFieldProps) {
  const [chosen, setChosen] = useState<string[]>(current);
  const errorId = useId();
  const offered = offeredScopes(current, scopes, grantable);
  const toggle = (name: string, checked: boolean) =>
    setChosen(checked ? [...chosen, name] : chosen.filter((each) => each !== name));
  return (
    <fieldset
      aria-describedby={error ? errorId : undefined}
      aria-invalid={error ? true : undefined}
      tabIndex={error ? -1 : undefined}
    >
      <legend className="font-medium text-sm">Scopes</legend>
      <p className="mb-3 text-muted text-sm">
        {chosen.length === 0
          ? "Without scopes, this key can only read its own identity and limits."
          : "What this key can do."}
      </p>
      <div className="grid gap-3 rounded-lg border border-line p-4">
        {offered.map(({ name, description }) => (
          <Checkbox
            key={name}
            name="scopes"
            value={name}
            label={<span className="break-all font-mono text-compact">{name}</span>}
            description={
              grantable.includes(name)
                ? description
                : `${description} You can remove it, but not give it again.`.trimStart()
            }
            checked={chosen.includes(name)}
            onChange={(checked) => toggle(name, checked)}
          />
        ))}
        {offered.length === 0 ? (
          <p className="text-muted text-sm">You can't give this key any scope.</p>
        ) : null}
      </div>
      {error ? (
        <p id={errorId} className="mt-1.5 text-danger text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

/** Also those that the key has and that were deleted or can't be given any more. The workspace's own come first. */
function offeredScopes(current: string[], scopes: Scope[], grantable: string[]): Scope[] {
  const known = scopes.filter(({ name }) => grantable.includes(name) || current.includes(name));
  const gone = current.filter((name) => !scopes.some((scope) => scope.name === name));
  return [
    ...known.filter((scope) => !scope.built_in),
    ...known.filter((scope) => scope.built_in),
    ...gone.map((name) => ({ name, description: "This scope was deleted.", built_in: false, own: false })),
  ];
}
