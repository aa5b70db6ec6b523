import { type ReactNode, useId } from "react";

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
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        checked={checked}
        onChange={onChange ? (event) => onChange(event.target.checked) : undefined}
        aria-describedby={description ? `${id}-more` : undefined}
        className="mt-[0.2rem] size-4 shrink-0 cursor-pointer accent-primary"
      />
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
