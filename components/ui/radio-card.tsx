import type { ReactNode } from "react";

type RadioCardProps = {
  name: string;
  value: string;
  label: string;
  description: ReactNode;
  checked?: boolean;
  defaultChecked?: boolean;
  onChange?: () => void;
};

/** One of a few values that need an explanation. */
export function RadioCard({ label, description, ...input }: RadioCardProps) {
  return (
    <label className="block cursor-pointer rounded-lg border border-line-strong px-3.5 py-2.5 transition-colors hover:bg-sunken has-checked:border-brass has-checked:bg-brass-wash has-focus-visible:outline-2 has-focus-visible:outline-brass has-focus-visible:outline-offset-2">
      <input type="radio" className="sr-only" aria-label={label} {...input} />
      <span className="block font-medium text-sm">{label}</span>
      <span className="block text-pretty break-words text-muted text-xs">{description}</span>
    </label>
  );
}
