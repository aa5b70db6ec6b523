import type { Metadata } from "next";
import { currentUser } from "#app/actor.ts";
import { currentBrand } from "#app/brand.ts";
import { TermsNote } from "#components/auth/terms-note.tsx";
import { AcceptInvitation } from "#components/invitations/accept-invitation.tsx";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import { readInvitationLink } from "#lib/invitations/accept.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

// The URL contains a secret token, which must not leak as a referrer.
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function AcceptInvitationPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  const sent = typeof token === "string" && token ? token : null;
  const person = await currentUser();
  const link = sent
    ? await noteUnavailable(readInvitationLink(sent, person, new Date(clockMs())))
    : { state: "incomplete" as const };
  return (
    <AcceptInvitation
      token={sent ?? ""}
      link={link}
      loggedInAs={person?.email ?? null}
      passwordMinLength={env.passwordMinLength}
      terms={<TermsNote url={(await currentBrand()).termsUrl} />}
    />
  );
}
