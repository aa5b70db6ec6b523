const choices = [
  { value: "live", label: "Live", description: "Production traffic" },
  { value: "test", label: "Test", description: "For development, with separate limits" },
];

export function EnvironmentField() {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">Environment</legend>
      <div className="grid grid-cols-2 gap-3">
        {choices.map(({ value, label, description }) => (
          <label
            key={value}
            className="block cursor-pointer rounded-lg border border-line-strong px-3.5 py-2.5 transition-colors hover:bg-sunken has-checked:border-brass has-checked:bg-brass-wash has-focus-visible:outline-2 has-focus-visible:outline-brass has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name="environment"
              value={value}
              defaultChecked={value === "live"}
              className="sr-only"
              aria-label={label}
            />
            <span className="block font-medium text-sm">{label}</span>
            <span className="block text-muted text-xs">{description}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
