import type { ReactNode } from "react";
import type { InvitationPreview } from "#components/invitations/invitation-link.ts";

/** Who invites whom to what. Names of any length fit. */
export function InvitationFacts({ invitation }: { invitation: InvitationPreview }) {
  const { workspace_name, invited_by, role, email } = invitation;
  return (
    <dl className="mb-6 divide-y rounded-xl border bg-surface px-4 text-sm">
      <Fact term="Workspace">
        <span className="font-medium">{workspace_name}</span>
      </Fact>
      <Fact term="Invited by">
        {invited_by?.name ? <span className="block">{invited_by.name}</span> : null}
        {invited_by ? (
          <span className={invited_by.name ? "block text-muted" : undefined}>{invited_by.email}</span>
        ) : (
          "Someone who has left"
        )}
      </Fact>
      <Fact term="Role">
        <span className="capitalize">{role}</span>
      </Fact>
      <Fact term="Invitation for">{email}</Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 py-3 sm:grid-cols-[7rem_minmax(0,1fr)]">
      <dt className="text-muted">{term}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </div>
  );
}
