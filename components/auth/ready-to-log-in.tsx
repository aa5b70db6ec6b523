import Link from "next/link";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { buttonLook } from "#components/ui/button.tsx";

/** Tells that an account can be used now, and links to the log-in with its email filled in. */
export function ReadyToLogIn({ title, email }: { title: string; email: string }) {
  return (
    <div>
      <AuthHeading title={title}>
        You can now log in as <strong className="wrap-anywhere font-medium text-foreground">{email}</strong>.
      </AuthHeading>
      <Link
        href={`/login?email=${encodeURIComponent(email)}`}
        className={buttonLook({ size: "large", className: "w-full" })}
      >
        Log in
      </Link>
    </div>
  );
}
