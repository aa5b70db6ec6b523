import type { ReactNode } from "react";
import { Wordmark } from "#components/brand/wordmark.tsx";
import { LogOutButton } from "#components/settings/log-out-button.tsx";
import { SettingsNav } from "#components/settings/settings-nav.tsx";
import { Badge } from "#components/ui/badge.tsx";

export type ShellUser = { email: string; workspaceName: string; plan: string };

export function SettingsShell({ user, children }: { user: ShellUser; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b bg-surface">
        <div className="mx-auto flex h-16 w-full max-w-6xl items-center justify-between gap-4 px-4 sm:px-8">
          <div className="flex min-w-0 items-center gap-4">
            <Wordmark />
            <p className="hidden min-w-0 items-center gap-2.5 border-l pl-4 text-sm md:flex">
              <span className="truncate">{user.workspaceName}</span>
              <Badge className="capitalize">{user.plan}</Badge>
            </p>
          </div>
          <div className="flex min-w-0 items-center gap-2 sm:gap-4">
            <span
              className="hidden truncate text-muted text-sm sm:block"
              title={`Logged in as ${user.email}`}
            >
              {user.email}
            </span>
            <LogOutButton />
          </div>
        </div>
        <SettingsNav />
      </header>
      <main id="main" className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 sm:px-8 sm:py-12">
        {children}
      </main>
    </div>
  );
}
