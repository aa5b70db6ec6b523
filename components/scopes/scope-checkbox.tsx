import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Scope } from "#lib/scopes/schema.ts";

type ScopeCheckboxProps = {
  /** Of the field. */
  name: string;
  scope: Pick<Scope, "name" | "description">;
  checked: boolean;
  onChange: (checked: boolean) => void;
};

/** One scope to choose. */
export function ScopeCheckbox({ name, scope, ...state }: ScopeCheckboxProps) {
  return (
    <Checkbox
      name={name}
      value={scope.name}
      label={<span className="wrap-anywhere font-mono text-compact">{scope.name}</span>}
      description={scope.description}
      {...state}
    />
  );
}
