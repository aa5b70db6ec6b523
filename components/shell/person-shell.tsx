import type { ReactNode } from "react";
import { ConnectionBanner } from "#components/shell/connection-banner.tsx";
import { SessionDialogs } from "#components/shell/session-dialogs.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";
import { FocusKeeper } from "#components/ui/focus-keeper.tsx";

type PersonShellProps = { email: string; operator: boolean; children: ReactNode };

/** What surrounds the account settings of a user without a workspace. */
export function PersonShell({ email, operator, children }: PersonShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader signedIn operator={operator} />
      <ConnectionBanner />
      <main id="main" className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 sm:px-8 sm:py-12">
        {children}
      </main>
      <FocusKeeper />
      <SessionDialogs email={email} />
    </div>
  );
}
