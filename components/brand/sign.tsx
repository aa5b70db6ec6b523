import { classNames } from "#components/ui/class-names.ts";

/** The look of the link that has it. */
export const signLook = "inline-flex items-center gap-2.5 rounded-md";

/** The sign and the name. `compact` shows the sign alone where there is little room. */
export function Sign({ compact = false }: { compact?: boolean }) {
  return (
    <>
      <svg viewBox="0 0 32 32" className="size-7" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="fill-primary" />
        <path
          className="fill-on-sign"
          d="M16 6.5a5.5 5.5 0 0 0-2.9 10.17L11.2 25a.6.6 0 0 0 .58.75h8.44a.6.6 0 0 0 .58-.75l-1.9-8.33A5.5 5.5 0 0 0 16 6.5Z"
        />
      </svg>
      <span
        className={classNames(
          "font-display text-[1.375rem] leading-none tracking-[-0.01em]",
          compact && "sr-only lg:not-sr-only",
        )}
      >
        Latchkey
      </span>
    </>
  );
}
