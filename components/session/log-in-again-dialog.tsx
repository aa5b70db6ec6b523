"use client";

import { useQueryClient } from "@tanstack/react-query";
import { logIn } from "#components/auth/browser-session.ts";
import { HiddenUsername } from "#components/auth/hidden-username.tsx";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { loggedInAgain } from "#components/session/log-in-again.ts";
import { staysOffline } from "#components/shell/offline-links.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";

/** Shown over the page when its session has ended. After the log-in, what the user did goes on. */
export function LogInAgainDialog({ email }: { email: string }) {
  return (
    <Dialog open>
      <DialogPanel
        heading="Log in again"
        description="Your session has ended: it expired, or it was ended elsewhere. Nothing on this page is lost."
        closable={false}
        onEscapeKeyDown={(event) => event.preventDefault()}
        onInteractOutside={(event) => event.preventDefault()}
      >
        <LogInAgain email={email} />
      </DialogPanel>
    </Dialog>
  );
}

function LogInAgain({ email }: { email: string }) {
  const client = useQueryClient();
  const { formProps, summary, pending } = useApiForm({
    fields: [],
    send: (form: FormData) => logIn(email, String(form.get("password"))),
    onDone() {
      loggedInAgain();
      void client.invalidateQueries();
    },
  });
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <HiddenUsername email={email} />
        <p className="text-sm">
          Logging in as <strong className="wrap-anywhere font-medium">{email}</strong>
        </p>
        <Field label="Password">
          {(aria) => <PasswordInput {...aria} name="password" autoComplete="current-password" required />}
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button tone="plain" onClick={() => !staysOffline() && window.location.assign("/login")}>
          Use another account
        </Button>
        <SubmitButton pending={pending}>Log in</SubmitButton>
      </DialogFooter>
    </form>
  );
}
