import { type ReactNode, useId } from "react";

type FieldGroupProps = {
  label: string;
  /** The API's name of the field that the controls are. */
  field: string;
  error: string | undefined;
  children: ReactNode;
};

/** Several controls that are one field, such as radio buttons, with its error below. */
export function FieldGroup({ label, field, error, children }: FieldGroupProps) {
  const errorId = useId();
  return (
    <fieldset
      data-field={field}
      aria-describedby={error ? errorId : undefined}
      aria-invalid={error ? true : undefined}
      tabIndex={error ? -1 : undefined}
    >
      <legend className="mb-1.5 font-medium text-sm">{label}</legend>
      {children}
      {error ? (
        <p id={errorId} className="mt-1.5 text-danger text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
