import type { ReactNode } from "react";
import { Wordmark } from "#components/brand/wordmark.tsx";
import { CommandButton } from "#components/shell/command-button.tsx";
import { EnvironmentSwitch } from "#components/shell/environment-switch.tsx";
import { SessionDialogs } from "#components/shell/session-dialogs.tsx";
import { HeaderLine, ShellFrame } from "#components/shell/shell-frame.tsx";
import { ShellNav } from "#components/shell/shell-nav.tsx";
import { SuspendedBanner } from "#components/shell/suspended-banner.tsx";
import { UserMenu } from "#components/shell/user-menu.tsx";
import { WorkspaceSwitcher } from "#components/shell/workspace-switcher.tsx";

export interface ShellUser {
  email: string;
  operator: boolean;
  workspaceId: string;
  workspaceName: string;
  workspaceSuspended: boolean;
  plan: string;
  mayWriteKeys: boolean;
}

/** What surrounds every page of the dashboard. */
export function AppShell({ user, children }: { user: ShellUser; children: ReactNode }) {
  return (
    <ShellFrame
      place={
        <>
          <Wordmark compact />
          <HeaderLine />
          <WorkspaceSwitcher workspaceId={user.workspaceId} name={user.workspaceName} plan={user.plan} />
        </>
      }
      tools={
        <>
          <EnvironmentSwitch />
          <CommandButton place="workspace" mayWriteKeys={user.mayWriteKeys} operator={user.operator} />
          <UserMenu email={user.email} operator={user.operator} />
        </>
      }
      nav={<ShellNav />}
      banner={user.workspaceSuspended ? <SuspendedBanner /> : null}
      dialogs={<SessionDialogs email={user.email} workspaceName={user.workspaceName} />}
    >
      {children}
    </ShellFrame>
  );
}
