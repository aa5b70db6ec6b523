"use client";

import { useState } from "react";
import type { Ending } from "#components/account/end-sessions-dialog.tsx";
import { SessionRow } from "#components/account/session-row.tsx";
import { useSessions } from "#components/account/use-account.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import type { Session } from "#lib/accounts/schema.ts";

const EndSessionsDialog = lazyDialog(() =>
  import("#components/account/end-sessions-dialog.tsx").then((module) => module.EndSessionsDialog),
);

export function SessionsSection({ initialSessions }: { initialSessions: Session[] }) {
  const { data: sessions } = useSessions(initialSessions);
  const [ending, setEnding] = useState<Ending | null>(null);
  const hydrated = useHydrated();
  const first = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <>
      <SettingsSection
        title="Sessions"
        description="The browsers and programs that are logged in to your account. If you don't recognize one, end it and change your password."
        footer={
          <>
            {sessions.length > 1 ? (
              <Button tone="plain" disabled={!hydrated} onClick={() => setEnding({ which: "others" })}>
                End all other sessions
              </Button>
            ) : null}
            <Button tone="plain" disabled={!hydrated} onClick={() => setEnding({ which: "all" })}>
              Log out everywhere
            </Button>
          </>
        }
      >
        <ul className="-my-3 divide-y">
          {first.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              onEnd={() => setEnding({ which: "one", session })}
            />
          ))}
        </ul>
      </SettingsSection>
      {ending ? <EndSessionsDialog ending={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}
