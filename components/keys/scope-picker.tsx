import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Scope } from "#lib/scopes/schema.ts";

type ScopePickerProps = { scopes: Scope[]; error?: string | undefined };

export function ScopePicker({ scopes, error }: ScopePickerProps) {
  const errorId = useId();
  const own = scopes.filter((scope) => !scope.built_in);
  const builtIn = scopes.filter((scope) => scope.built_in);
  return (
    <fieldset
      aria-describedby={error ? errorId : undefined}
      aria-invalid={error ? true : undefined}
      tabIndex={error ? -1 : undefined}
    >
      <legend className="font-medium text-sm">Scopes</legend>
      <p className="mb-3 text-muted text-sm">
        What this key can do. Without scopes, a key can only read its own identity and limits.
      </p>
      <div className="grid gap-5 rounded-lg border border-line p-4">
        <ScopeGroup title="API access" scopes={own} />
        <ScopeGroup title="Key and usage management" scopes={builtIn} />
      </div>
      {error ? (
        <p id={errorId} className="mt-1.5 text-danger text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function ScopeGroup({ title, scopes }: { title: string; scopes: Scope[] }) {
  if (scopes.length === 0) return null;
  return (
    <div className="grid gap-3">
      <p className="text-muted text-xs">{title}</p>
      {scopes.map((scope) => (
        <Checkbox
          key={scope.name}
          name="scopes"
          value={scope.name}
          label={<span className="font-mono text-[0.8125rem]">{scope.name}</span>}
          description={scope.description}
        />
      ))}
    </div>
  );
}
