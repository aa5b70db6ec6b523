import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { ResendForm } from "#components/auth/resend-form.tsx";
import { ResendMail } from "#components/auth/resend-mail.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

export function CheckMail({ email, outbox }: { email: string | null; outbox: boolean }) {
  return (
    <>
      <AuthHeading title="Check your mail">
        {email ? (
          <>
            We sent a link to <strong className="break-all font-medium text-foreground">{email}</strong>. Open
            it to confirm that the address is yours.
          </>
        ) : (
          "Open the link in the mail that we sent you. Should it not have come, ask for it again."
        )}
      </AuthHeading>
      {email ? <ResendMail email={email} /> : <ResendForm />}
      <p className="mt-6 text-muted text-sm">
        Nothing there? Look among the spam, or <TextLink href="/signup">use another address</TextLink>.
      </p>
      {outbox ? (
        <p className="mt-3 text-muted text-sm">
          This installation sends no mail yet: its mails are in the <TextLink href="/outbox">outbox</TextLink>
          .
        </p>
      ) : null}
    </>
  );
}
