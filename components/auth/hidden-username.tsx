/** So that password managers store a new password with its email. */
export function HiddenUsername({ email }: { email: string }) {
  return <input hidden name="username" value={email} autoComplete="username" readOnly />;
}
