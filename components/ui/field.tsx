import { type ReactNode, useId } from "react";

export type FieldAria = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  aside?: ReactNode;
  children: (aria: FieldAria) => ReactNode;
};

/** A label and its control with an error or a hint below, connected for screen readers. */
export function Field({ label, hint, error, aside, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium text-sm">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        "aria-describedby": note ? noteId : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {note ? (
        <p id={noteId} className={error ? "text-danger text-sm" : "text-muted text-sm"}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
