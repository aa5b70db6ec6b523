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
      <span className="relative mt-0.5 grid size-5 shrink-0 place-items-center">
        <input
          type="checkbox"
          id={id}
          name={name}
          value={value}
          checked={checked}
          onChange={onChange ? (event) => onChange(event.target.checked) : undefined}
          aria-describedby={description ? `${id}-more` : undefined}
          className="peer size-5 cursor-pointer appearance-none rounded-md border border-line-strong bg-surface transition-colors checked:border-primary checked:bg-primary hover:border-muted disabled:cursor-not-allowed disabled:opacity-60 forced-colors:appearance-auto"
        />
        <svg
          viewBox="0 0 16 16"
          fill="none"
          aria-hidden="true"
          className="pointer-events-none invisible absolute size-3.5 text-on-primary peer-checked:visible forced-colors:hidden"
        >
          <path
            d="m3 8.5 3.2 3.2L13 5"
            stroke="currentColor"
            strokeWidth="2.25"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
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
