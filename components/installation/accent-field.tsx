import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** What the color picker shows while no accent is set: the brass of this site. */
const unset = "#c3922e";

type AccentFieldProps = { accent: string; onChange: (accent: string) => void; error: string | undefined };

/** A color as text, and the browser's own color picker beside it. */
export function AccentField({ accent, onChange, error }: AccentFieldProps) {
  return (
    <Field
      label="Accent"
      hint="A color such as #0a7d5c, for buttons and marks. Empty: green and brass."
      error={error}
    >
      {(aria) => (
        <div className="flex gap-2">
          <input
            type="color"
            aria-label="Choose the accent"
            value={isColor(accent) ? accent.toLowerCase() : unset}
            onChange={(event) => onChange(event.target.value)}
            data-field="branding.accent"
            className="h-10 w-14 shrink-0 cursor-pointer rounded-lg border border-line-strong bg-surface p-1"
          />
          <Input
            {...aria}
            name="branding.accent"
            value={accent}
            onChange={(event) => onChange(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            maxLength={7}
            className="font-mono"
          />
        </div>
      )}
    </Field>
  );
}

export const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);
