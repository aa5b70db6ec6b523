import { SettingsSection } from "#components/ui/settings-section.tsx";
import { exampleKey } from "#components/workspaces/example-key.ts";
import type { KeyFormat } from "#lib/keys/schema.ts";

/** The format for those who can't change it. */
export function FormatFacts({ format }: { format: KeyFormat }) {
  return (
    <SettingsSection title="Format" description="Keys that are created or rotated look like this.">
      <ExampleKeys format={format} />
    </SettingsSection>
  );
}

/** A made-up key of each environment. */
export function ExampleKeys({ format }: { format: KeyFormat }) {
  const live = exampleKey(format, "live");
  const test = exampleKey(format, "test");
  return (
    <dl
      aria-label="Example keys"
      className="grid gap-x-4 gap-y-3 rounded-xl border border-desk-line bg-desk p-4 text-on-desk text-sm sm:grid-cols-[auto_minmax(0,1fr)] sm:p-5"
    >
      {live === test ? (
        <Example name="Live and test" text={live} />
      ) : (
        <>
          <Example name="Live" text={live} />
          <Example name="Test" text={test} />
        </>
      )}
    </dl>
  );
}

function Example({ name, text }: { name: string; text: string | null }) {
  return (
    <>
      <dt className="text-on-desk-muted">{name}</dt>
      <dd className="min-w-0">
        {text ? (
          <code className="wrap-anywhere text-compact">{text}</code>
        ) : (
          <span className="text-on-desk-muted">Enter a valid prefix to see an example.</span>
        )}
      </dd>
    </>
  );
}
