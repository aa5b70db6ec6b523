import { type ReactNode, useId } from "react";
import { CheckboxInput } from "#components/ui/checkbox-input.tsx";

type CheckboxProps = {
  name: string;
  value?: string;
  label: ReactNode;
  description?: string | undefined;
  checked?: boolean;
  onChange?: (checked: boolean) => void;
};

/** The description uses `aria-describedby`, so that the accessible name is the label alone. */
export function Checkbox({ name, value, label, description, checked, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div className="flex gap-3">
      <span className="mt-0.5">
        <CheckboxInput
          id={id}
          name={name}
          value={value}
          checked={checked}
          onChange={onChange ? (event) => onChange(event.target.checked) : undefined}
          aria-describedby={description ? `${id}-more` : undefined}
        />
      </span>
      <div className="min-w-0 text-sm leading-5">
        <label htmlFor={id} className="block pt-0.5">
          {label}
        </label>
        {description ? (
          <p id={`${id}-more`} className="text-muted">
            {description}
          </p>
        ) : null}
      </div>
    </div>
  );
}
