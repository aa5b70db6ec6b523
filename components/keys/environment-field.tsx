import type { Environment } from "#components/shell/environment.ts";
import { RadioCard } from "#components/ui/radio-card.tsx";

const choices = [
  { value: "live", label: "Live", description: "Production traffic" },
  { value: "test", label: "Test", description: "For development, with separate limits" },
];

export function EnvironmentField({ preset }: { preset: Environment }) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">Environment</legend>
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
    </fieldset>
  );
}
