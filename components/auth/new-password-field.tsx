import { PasswordInput } from "#components/auth/password-input.tsx";
import { Field } from "#components/ui/field.tsx";

/** Asks for the password of a new account. */
export function NewPasswordField({ minLength, error }: { minLength: number; error: string | undefined }) {
  return (
    <Field label="Password" hint={`Use at least ${minLength} characters.`} error={error}>
      {(aria) => <PasswordInput {...aria} name="password" autoComplete="new-password" required />}
    </Field>
  );
}
