"use client";

import Link from "next/link";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";

const deadLink = ["code_used", "code_expired", "not_found"];

/** `activeKeys`: how many active API keys the user has created. */
type ResetFormProps = { token: string | null; activeKeys: number; passwordMinLength: number };

export function ResetForm({ token, activeKeys, passwordMinLength }: ResetFormProps) {
  const { formProps, errors, summary, problem, pending, mutation } = useApiForm({
    fields: ["password"],
    send: async (form: FormData) => {
      const revoke_keys = form.has("revoke_keys");
      const body = { token, password: form.get("password"), revoke_keys };
      await callApi("POST", "/auth/password/reset", { body });
      return { revokedKeys: revoke_keys };
    },
  });
  const tokenIsWrong = problem?.errors.some(({ pointer }) => pointer === "/token");
  if (!token || tokenIsWrong || deadLink.includes(problem?.code ?? "")) return <DeadPasswordLink />;
  if (mutation.isSuccess) return <PasswordChanged {...mutation.data} />;
  return (
    <>
      <AuthHeading title="Choose a new password">This logs you out everywhere.</AuthHeading>
      <form {...formProps} action="/reset" className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field
          label="New password"
          hint={`Use at least ${passwordMinLength} characters.`}
          error={errors.password}
        >
          {(aria) => <PasswordInput {...aria} name="password" autoComplete="new-password" required />}
        </Field>
        {activeKeys > 0 ? <RevokeKeys activeKeys={activeKeys} /> : null}
        <SubmitButton size="large" pending={pending}>
          Set password
        </SubmitButton>
      </form>
    </>
  );
}

/** Not checked at first, because it stops the user's own programs, too. */
function RevokeKeys({ activeKeys }: { activeKeys: number }) {
  return (
    <Checkbox
      name="revoke_keys"
      label={`Also revoke the API keys I created (${activeKeys.toLocaleString("en")} active)`}
      description="Choose this if someone else may have used your account. Requests with these keys will fail with 401 immediately. This can't be undone."
    />
  );
}

function PasswordChanged({ revokedKeys }: { revokedKeys: boolean }) {
  return (
    <div>
      <AuthHeading title="Password changed">
        {revokedKeys ? "The API keys you created are revoked. " : ""}Log in with your new password.
      </AuthHeading>
      <Link href="/login" className={buttonLook({ size: "large", className: "w-full" })}>
        Log in
      </Link>
    </div>
  );
}

/** The link was used, has expired or is incomplete. */
export function DeadPasswordLink() {
  return (
    <div>
      <AuthHeading title="This link no longer works">
        It has already been used, has expired, or is incomplete.
      </AuthHeading>
      <Link href="/forgot" className={buttonLook({ size: "large", className: "w-full" })}>
        Request a new link
      </Link>
    </div>
  );
}
