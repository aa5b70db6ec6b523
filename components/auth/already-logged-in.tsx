import Link from "next/link";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { LogOutButton } from "#components/settings/log-out-button.tsx";
import { buttonLook } from "#components/ui/button.tsx";

/** Instead of a form that would replace the session of the user who is logged in. */
export function AlreadyLoggedIn({ email, next }: { email: string; next: string }) {
  return (
    <>
      <AuthHeading title="You're logged in">
        You're logged in as <strong className="wrap-anywhere font-medium text-foreground">{email}</strong>.
      </AuthHeading>
      <Link href={next} className={buttonLook({ size: "large", className: "w-full" })}>
        Continue
      </Link>
      <div className="mt-8 flex flex-wrap items-center justify-between gap-3 text-muted text-sm">
        Not you, or another account?
        <LogOutButton />
      </div>
    </>
  );
}
