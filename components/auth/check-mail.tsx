import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { ResendForm } from "#components/auth/resend-form.tsx";
import { ResendMail } from "#components/auth/resend-mail.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

export function CheckMail({ email, outbox }: { email: string | null; outbox: boolean }) {
  return (
    <>
      <AuthHeading title="Check your email">
        {email ? (
          <>
            We sent a link to <strong className="wrap-anywhere font-medium text-foreground">{email}</strong>.
            Open it to verify your email.
          </>
        ) : (
          "Open the link in the email we sent you. If you didn't get it, enter your email to get a new one."
        )}
      </AuthHeading>
      {email ? <ResendMail email={email} /> : <ResendForm />}
      <p className="mt-6 text-muted text-sm">
        Nothing there? Check your spam folder, or <TextLink href="/signup">use a different email</TextLink>.
      </p>
      {outbox ? (
        <p className="mt-3 text-muted text-sm">
          No SMTP server is configured, so emails are kept in the <TextLink href="/outbox">outbox</TextLink>.
        </p>
      ) : null}
    </>
  );
}
