"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deviceName } from "#components/account/device-name.ts";
import { SessionRow } from "#components/account/session-row.tsx";
import { readOnDesk } from "#components/operator/read-desk.ts";
import { rendered } from "#components/rendered.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import type { Session } from "#lib/accounts/schema.ts";

const EndUserSessionDialog = lazyDialog(() =>
  import("#components/operator-users/end-user-session-dialog.tsx").then(
    (module) => module.EndUserSessionDialog,
  ),
);

type UserSessionsProps = { user: { id: string; email: string }; initial: Session[] };

/** The browsers and programs that are logged in to a user's account. */
export function UserSessions({ user, initial }: UserSessionsProps) {
  const [ending, setEnding] = useState<Session | null>(null);
  const { data: sessions } = useQuery({
    queryKey: ["operator", "user", user.id, "sessions"],
    queryFn: ({ signal }) => readOnDesk<Session[]>(`users/${user.id}/sessions`, signal),
    ...rendered(initial),
  });
  return (
    <SettingsSection
      title="Sessions"
      description="The browsers and programs that are logged in to their account, the last used first, with the address they logged in from."
    >
      {sessions.length > 0 ? (
        <ul className="-my-3 divide-y">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
          ))}
        </ul>
      ) : (
        <EmptyState title="No active sessions">They aren't logged in anywhere.</EmptyState>
      )}
      {ending ? (
        <EndUserSessionDialog
          user={user}
          session={ending}
          device={deviceName(ending.user_agent)}
          onClose={() => setEnding(null)}
        />
      ) : null}
    </SettingsSection>
  );
}
