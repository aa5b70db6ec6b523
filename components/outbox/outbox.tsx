import { OutboxMail, type ShownMail } from "#components/outbox/outbox-mail.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export function Outbox({ mails, signedIn }: { mails: ShownMail[]; signedIn: boolean }) {
  return (
    <div className="min-h-dvh">
      <SiteHeader signedIn={signedIn} />
      <main id="main" className="mx-auto w-full max-w-3xl px-5 pt-6 pb-20 sm:px-8">
        <h1 className="font-display text-4xl tracking-[-0.015em]">Outbox</h1>
        <p className="mt-3 text-pretty text-muted">
          Emails that would have been sent. Set SMTP_URL to send them instead. Only browsers on this machine
          can see this page.
        </p>
        <div className="mt-8 grid gap-4">
          {mails.length === 0 ? (
            <Card aria-label="No emails">
              <EmptyState title="No emails yet">
                Sign up, and the verification email appears here. Reload the page to check again.
              </EmptyState>
            </Card>
          ) : (
            mails.map((mail) => <OutboxMail key={mail.id} mail={mail} />)
          )}
        </div>
      </main>
    </div>
  );
}
