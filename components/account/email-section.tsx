"use client";

import { type Profile, useRefreshAccount } from "#components/account/use-account.ts";
import { callApi } from "#components/api-client.ts";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { withPassword } from "#components/forms/as-field-error.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";

type Sent = { data: { new_email: string } };

export function EmailSection({ profile: { email, pendingEmail } }: { profile: Profile }) {
  const refresh = useRefreshAccount();
  const { formProps, errors, summary, pending, mutation } = useApiForm({
    fields: ["new_email", "password"],
    repeatable: true,
    async send(form: FormData) {
      const body = { new_email: String(form.get("new_email")).trim(), password: form.get("password") };
      const { data } = await withPassword("password", callApi<Sent>("POST", "/me/email", { body }));
      // Only then it is known whether the address waits for its confirmation.
      await refresh();
      return data.new_email;
    },
    onDone: () => formProps.ref.current?.reset(),
  });
  const requested = mutation.data;
  const unsent = requested && requested !== pendingEmail?.email && requested !== email;
  return (
    <form {...formProps} aria-label="Email">
      <SettingsSection
        title="Email"
        description={
          <>
            You log in as <strong className="wrap-anywhere font-medium text-foreground">{email}</strong>. To
            confirm a new address, we send a link to it.
          </>
        }
        footer={<SubmitButton pending={pending}>Change email</SubmitButton>}
      >
        <PendingEmail pendingEmail={pendingEmail} />
        {unsent ? <Unsent email={requested} /> : null}
        <FormSummary>{summary}</FormSummary>
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <Field label="New email" error={errors.new_email}>
            {(aria) => (
              <Input
                {...aria}
                name="new_email"
                type="email"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                inputMode="email"
              />
            )}
          </Field>
          <Field label="Your password" error={errors.password}>
            {(aria) => <PasswordInput {...aria} name="password" autoComplete="current-password" />}
          </Field>
        </div>
      </SettingsSection>
    </form>
  );
}

/** Always rendered, so that screen readers announce it. */
function PendingEmail({ pendingEmail }: Pick<Profile, "pendingEmail">) {
  return (
    <div role="status" className="contents">
      {pendingEmail ? (
        <Notice tone="brass">
          <p className="font-medium">
            We sent a link to <span className="wrap-anywhere">{pendingEmail.email}</span>
          </p>
          <p className="mt-1 text-pretty text-muted">
            Your email changes when you confirm it there. The link works once and expires{" "}
            <TimeAgo at={pendingEmail.expires_at} />. Until then, log in with the current email. Requesting
            another address or changing your password cancels the link.
          </p>
        </Notice>
      ) : null}
    </div>
  );
}

/** The server answers alike, because a stranger must not learn how many emails an address gets. */
function Unsent({ email }: { email: string }) {
  return (
    <div role="status" className="contents">
      <Notice tone="danger">
        No link was sent to <span className="wrap-anywhere">{email}</span>, because too many emails were
        requested recently. Try again tomorrow.
      </Notice>
    </div>
  );
}
