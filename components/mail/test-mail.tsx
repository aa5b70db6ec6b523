"use client";

import { useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { MailTest } from "#lib/operator/mail-schema.ts";

/** Sends the operator an email at once, and shows what the email server answers. */
export function TestMail() {
  const hydrated = useHydrated();
  const client = useQueryClient();
  const test = useSubmission({
    again: () => true,
    mutationFn: async () => (await callApi<{ data: MailTest }>("POST", "/operator/mail/test")).data,
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "mails"] }),
  });
  const { isPending, data, error } = test;
  return (
    <SettingsSection
      title="Test email"
      description="Goes to your own address at once, without the queue. The email server has 10 seconds to answer. You can send 10 an hour."
      footer={
        <Button tone="plain" disabled={!hydrated} pending={isPending} onClick={() => test.mutate()}>
          {isPending ? <Spinner /> : null} Send test email
        </Button>
      }
    >
      <FormSummary>{isPending ? null : error?.message}</FormSummary>
      <div role="status" className="contents">
        {data && !isPending ? <Answer {...data} /> : null}
      </div>
    </SettingsSection>
  );
}

function Answer({ to, accepted, answer }: MailTest) {
  return (
    <Notice tone={accepted ? "good" : "danger"}>
      <p className="wrap-anywhere font-medium">
        {accepted
          ? `The email to ${to} was accepted. If it doesn't arrive, look into the spam folder.`
          : `The email to ${to} could not be sent. Check SMTP_URL and MAIL_FROM.`}
      </p>
      <p className="wrap-anywhere mt-1">Answer: {answer}</p>
    </Notice>
  );
}
