import { Field } from "#components/ui/field.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type MetadataFieldProps = { metadata: PublicKey["metadata"]; error: string | undefined };

export function MetadataField({ metadata, error }: MetadataFieldProps) {
  const text = Object.keys(metadata).length > 0 ? JSON.stringify(metadata, null, 2) : "";
  return (
    <Field
      label="Metadata"
      hint="A JSON object of at most 4 KiB. The gate passes it to your API."
      error={error}
    >
      {(aria) => (
        <textarea
          {...aria}
          name="metadata"
          defaultValue={text}
          placeholder={'{ "team": "billing" }'}
          rows={Math.min(10, Math.max(3, text.split("\n").length))}
          spellCheck={false}
          autoComplete="off"
          className="w-full min-w-0 resize-y rounded-lg border border-line-strong bg-surface px-3 py-2 font-mono text-base text-foreground leading-6 hover:border-muted/60 focus-visible:border-brass focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-brass/30 aria-invalid:border-danger aria-invalid:ring-danger/20 sm:text-compact"
        />
      )}
    </Field>
  );
}
