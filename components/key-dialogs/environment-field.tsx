import type { Environment } from "#components/shell/environment.ts";
import { FieldGroup } from "#components/ui/field-group.tsx";
import { RadioCard } from "#components/ui/radio-card.tsx";

const choices = [
  { value: "live", label: "Live", description: "Production traffic" },
  { value: "test", label: "Test", description: "For development, with separate limits" },
];

type EnvironmentFieldProps = { preset: Environment; error: string | undefined };

export function EnvironmentField({ preset, error }: EnvironmentFieldProps) {
  return (
    <FieldGroup label="Environment" field="environment" error={error}>
      <div className="grid grid-cols-2 gap-3">
        {choices.map((choice) => (
          <RadioCard
            key={choice.value}
            name="environment"
            defaultChecked={choice.value === preset}
            {...choice}
          />
        ))}
      </div>
    </FieldGroup>
  );
}
