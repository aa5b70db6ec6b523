import type { ReactNode } from "react";
import { currentUser } from "#app/actor.ts";
import { QueryProvider } from "#components/query-provider.tsx";
import { SettingsShell } from "#components/settings/settings-shell.tsx";
import { Toaster } from "#components/ui/toaster.tsx";
import { isInWorkspace } from "#lib/actors/actor.ts";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  // The page itself redirects to log in, because it knows the URL to come back to, or to create a workspace.
  if (!user || !isInWorkspace(user)) return children;
  return (
    <QueryProvider signedIn>
      <SettingsShell user={{ email: user.email, workspaceName: user.workspaceName, plan: user.plan }}>
        {children}
      </SettingsShell>
      <Toaster />
    </QueryProvider>
  );
}
