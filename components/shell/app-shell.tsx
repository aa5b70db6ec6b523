import type { ReactNode } from "react";
import { Wordmark } from "#components/brand/wordmark.tsx";
import { CommandButton } from "#components/shell/command-button.tsx";
import { ConnectionBanner } from "#components/shell/connection-banner.tsx";
import { EnvironmentSwitch } from "#components/shell/environment-switch.tsx";
import { SessionDialogs } from "#components/shell/session-dialogs.tsx";
import { ShellNav } from "#components/shell/shell-nav.tsx";
import { SuspendedBanner } from "#components/shell/suspended-banner.tsx";
import { UserMenu } from "#components/shell/user-menu.tsx";
import { WorkspaceSwitcher } from "#components/shell/workspace-switcher.tsx";
import { FocusKeeper } from "#components/ui/focus-keeper.tsx";

export interface ShellUser {
  email: string;
  workspaceId: string;
  workspaceName: string;
  workspaceSuspended: boolean;
  plan: string;
  mayWriteKeys: boolean;
}

/** What surrounds every page of the dashboard. */
export function AppShell({ user, children }: { user: ShellUser; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col overflow-x-clip">
      <header className="border-b bg-surface">
        <div className="mx-auto flex h-16 w-full max-w-6xl items-center justify-between gap-2 px-4 sm:gap-4 sm:px-8">
          <div className="flex min-w-0 items-center gap-1 sm:gap-3">
            <Wordmark compact />
            <span aria-hidden="true" className="hidden h-6 w-px shrink-0 bg-line sm:block" />
            <WorkspaceSwitcher workspaceId={user.workspaceId} name={user.workspaceName} plan={user.plan} />
          </div>
          <div className="flex shrink-0 items-center gap-1 sm:gap-2">
            <EnvironmentSwitch />
            <CommandButton mayWriteKeys={user.mayWriteKeys} />
            <UserMenu email={user.email} />
          </div>
        </div>
        <ShellNav />
      </header>
      <ConnectionBanner />
      {user.workspaceSuspended ? <SuspendedBanner /> : null}
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 outline-none sm:px-8 sm:py-12"
      >
        {children}
      </main>
      <FocusKeeper />
      <SessionDialogs email={user.email} workspaceName={user.workspaceName} />
    </div>
  );
}
