import Link from "next/link";
import type { ReactNode } from "react";
import { Wordmark } from "#components/brand/wordmark.tsx";
import { CommandButton } from "#components/shell/command-button.tsx";
import { SessionDialogs } from "#components/shell/session-dialogs.tsx";
import { HeaderLine, ShellFrame } from "#components/shell/shell-frame.tsx";
import { OperatorNav } from "#components/shell/shell-nav.tsx";
import { UserMenu } from "#components/shell/user-menu.tsx";
import { buttonLook } from "#components/ui/button.tsx";

/** What surrounds every page of the operator's desk. It belongs to no workspace: operators may have none. */
export function OperatorShell({ email, children }: { email: string; children: ReactNode }) {
  return (
    <ShellFrame
      place={
        <>
          <Wordmark compact />
          <HeaderLine />
          <span className="truncate px-2.5 font-medium text-sm">Operator desk</span>
        </>
      }
      tools={
        <>
          <Link
            href="/settings/api-keys"
            className={buttonLook({ tone: "ghost", size: "small", className: "max-sm:hidden" })}
          >
            Your workspace
          </Link>
          <CommandButton place="operator desk" mayWriteKeys={false} operator />
          <UserMenu email={email} operator />
        </>
      }
      nav={<OperatorNav />}
      dialogs={<SessionDialogs email={email} />}
    >
      {children}
    </ShellFrame>
  );
}
