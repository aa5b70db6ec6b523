import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

export function EmailField({
  error,
  defaultValue,
}: {
  error?: string | undefined;
  defaultValue?: string | undefined;
}) {
  return (
    <Field label="Email" error={error}>
      {(aria) => (
        <Input
          {...aria}
          name="email"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          inputMode="email"
          placeholder="you@example.com"
          defaultValue={defaultValue}
          required
        />
      )}
    </Field>
  );
}
