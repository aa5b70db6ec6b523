"use client";

import { parseAsBoolean, useQueryState } from "nuqs";
import { mailKind } from "#components/mail/mail-words.ts";
import { RetryMail } from "#components/mail/retry-mail.tsx";
import { TestMail } from "#components/mail/test-mail.tsx";
import { OperatorList } from "#components/operator/operator-list.tsx";
import { useOperatorList } from "#components/operator/use-operator-list.ts";
import type { PageOf } from "#components/page-of.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { QueuedMail } from "#lib/operator/mail-schema.ts";

type MailQueueProps = {
  firstPage: PageOf<QueuedMail>;
  /** Whether the server's page has failed emails only. */
  initialFailed: boolean;
  /** Whether emails are kept in the outbox, because there is no mail server. */
  outbox: boolean;
};

const choices = [
  { value: "all", label: "All waiting" },
  { value: "failed", label: "Failed" },
] as const;

export function MailQueue({ firstPage, initialFailed, outbox }: MailQueueProps) {
  const [failed, setFailed] = useQueryState("failed", parseAsBoolean.withDefault(false));
  const mails = useOperatorList<QueuedMail>({
    path: "mails",
    filter: { failed },
    query: () => new URLSearchParams({ limit: "50", ...(failed && { failed: "true" }) }),
    firstPage: failed === initialFailed ? firstPage : undefined,
  });
  const show = (shown: boolean) => void setFailed(shown || null);
  return (
    <>
      <PageHeading title="Mail">
        {outbox ? (
          <>
            No SMTP server is configured, so emails are kept in the <TextLink href="/outbox">outbox</TextLink>
            .
          </>
        ) : (
          "Emails that wait to be sent. A failed one is tried again, less often each time, for about a day."
        )}
      </PageHeading>
      <div className="grid gap-5">
        <TestMail />
        <div>
          <Segmented
            label="Emails"
            options={choices}
            value={failed ? "failed" : "all"}
            onChange={(value) => show(value === "failed")}
          />
          <OperatorList
            what="Emails"
            list={mails}
            columns={columns}
            rowKey={({ id }) => id}
            filtered={false}
            onClear={() => show(false)}
            empty={<NoMails failed={failed} onShowAll={() => show(false)} />}
          />
        </div>
      </div>
    </>
  );
}

function NoMails({ failed, onShowAll }: { failed: boolean; onShowAll: () => void }) {
  if (!failed)
    return <EmptyState title="No email is waiting">Emails are usually sent within a second.</EmptyState>;
  return (
    <EmptyState
      title="No email has failed"
      action={
        <Button tone="plain" onClick={onShowAll}>
          Show all waiting
        </Button>
      }
    >
      Emails that couldn't be sent appear here, with what the email server answered.
    </EmptyState>
  );
}

const columns: Column<QueuedMail>[] = [
  { id: "what", heading: "Email", cell: (mail) => <What mail={mail} /> },
  {
    id: "attempts",
    heading: "Failed",
    width: "w-24",
    from: "md",
    cell: ({ attempts }) => (attempts > 0 ? <Badge tone="danger">{attempts} ×</Badge> : "–"),
  },
  {
    id: "created",
    heading: "Queued",
    width: "w-36",
    from: "md",
    cell: ({ created_at }) => <TimeAgo at={created_at} />,
  },
  {
    id: "due",
    heading: "Next attempt",
    width: "w-36",
    from: "sm",
    cell: ({ due_at }) => <TimeAgo at={due_at} />,
  },
  {
    id: "retry",
    heading: <span className="sr-only">Retry</span>,
    width: "w-28",
    align: "end",
    // One that hasn't failed is about to be sent.
    cell: (mail) => (mail.attempts > 0 ? <RetryMail mail={mail} /> : null),
  },
];

function What({ mail }: { mail: QueuedMail }) {
  const { kind, to, attempts, created_at, due_at, last_error } = mail;
  return (
    <div className="grid min-w-0 gap-0.5">
      <p className="wrap-anywhere font-medium">{mailKind(kind)}</p>
      <p className="wrap-anywhere text-muted">{to ?? "Nobody any more: it will be dropped"}</p>
      {last_error ? <p className="wrap-anywhere text-compact text-danger">{last_error}</p> : null}
      <p className="text-muted text-xs md:hidden">
        {attempts > 0 ? `Failed ${attempts} × · ` : null}
        Queued <TimeAgo at={created_at} />
        <span className="sm:hidden">
          {" "}
          · next attempt <TimeAgo at={due_at} />
        </span>
      </p>
    </div>
  );
}
