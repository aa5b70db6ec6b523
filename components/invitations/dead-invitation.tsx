import Link from "next/link";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import type { DeadState } from "#components/invitations/invitation-link.ts";
import { buttonLook } from "#components/ui/button.tsx";

const TEXTS: Record<DeadState, { title: string; text: string }> = {
  code_used: {
    title: "This invitation has already been used",
    text: "If you accepted it, log in to get to the workspace.",
  },
  code_expired: {
    title: "This invitation no longer works",
    text: "It has expired or was withdrawn, a newer one was sent, or the link is incomplete. Ask the person who invited you for a new one.",
  },
  incomplete: {
    title: "This link is incomplete",
    text: "It was cut off. Copy the whole link from the email.",
  },
};

export function DeadInvitation({ state }: { state: DeadState }) {
  const { title, text } = TEXTS[state];
  return (
    <div>
      <AuthHeading title={title}>{text}</AuthHeading>
      <Link href="/login" className={buttonLook({ size: "large", className: "w-full" })}>
        Log in
      </Link>
    </div>
  );
}
