import { type ComponentProps, useEffect, useRef } from "react";

type CheckboxInputProps = Omit<ComponentProps<"input">, "type" | "className"> & {
  /** Some, but not all, of what the checkbox stands for. */
  indeterminate?: boolean;
};

/** The box alone. It needs a label: `Checkbox` has one, in a table `aria-label` is enough. */
export function CheckboxInput({ indeterminate = false, ...rest }: CheckboxInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <span className="relative grid size-5 shrink-0 place-items-center">
      <input
        ref={input}
        type="checkbox"
        className="peer size-5 cursor-pointer appearance-none rounded-md border border-line-strong bg-surface transition-colors checked:border-primary checked:bg-primary indeterminate:border-primary indeterminate:bg-primary hover:border-muted disabled:cursor-not-allowed disabled:opacity-60 forced-colors:appearance-auto"
        {...rest}
      />
      <svg
        viewBox="0 0 16 16"
        fill="none"
        aria-hidden="true"
        className="pointer-events-none invisible absolute size-3.5 text-on-primary peer-checked:visible peer-indeterminate:visible forced-colors:hidden"
      >
        <path
          d={indeterminate ? "M3.5 8h9" : "m3 8.5 3.2 3.2L13 5"}
          stroke="currentColor"
          strokeWidth="2.25"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </span>
  );
}
